import type { Style } from './style.ts';

/** How a command talks to the terminal: the result on stdout, everything else on stderr. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** How the result is shown; plain where nobody looks. */
  readonly style?: Style;
  /** How what is said beside the result is shown; absent where nobody looks at it as it comes. */
  readonly live?: Style;
}

/** 0 it succeeded and the verdict passes; 1 the verdict does not; 2 wrong usage or unreadable input. */
export type ExitCode = 0 | 1 | 2;

/** One command of the command line. */
export interface Command {
  run(given: Arguments, terminal: Terminal): Promise<ExitCode>;
}

export interface Arguments {
  readonly positionals: readonly string[];
  /** A string, `true`, or a list for options that may be repeated. */
  readonly values: Readonly<
    Record<string, string | boolean | readonly (string | boolean)[] | undefined>
  >;
}

/** An option as help, completion and the reading of arguments know it. */
export interface ListedOption {
  /** Without its dashes. */
  readonly name: string;
  readonly short?: string;
  /**
   * What stands for the value: `red|yellow|never` takes one of these words, `DIR` a folder, names that
   * end in `FILE` or `.json` a file, others any text. A flag has none.
   */
  readonly value?: string;
  readonly repeated?: true;
  readonly needed?: true;
  /** Of the options that name the same choice, one is given. */
  readonly choice?: string;
  /** The option of a choice that this one belongs to. */
  readonly beside?: string;
  readonly meaning: string;
}

/** What a command takes besides options. */
interface Taken {
  /** As usage shows it: `EVIDENCE.json`; one word for each. */
  readonly shown: readonly string[];
  /** In words, for whoever left it out. */
  readonly what: string;
  readonly least: number;
  readonly most: number;
}

/** A command as `--help` shows it; what it does is loaded when it is run. */
export interface ListedCommand {
  readonly summary: string;
  readonly takes?: Taken;
  readonly options: readonly ListedOption[];
  /** What to do instead when it is given a file and takes none. */
  readonly stray?: (stray: string) => string;
  /** Lines worth typing, shown by the command's own help. */
  readonly examples?: readonly string[];
  readonly load: () => Promise<Command>;
}

/** The words that an option's value or an argument is one of; empty when it may be anything. */
export function wordsOf(shown: string): readonly string[] {
  return shown.includes('|') ? shown.split('|') : [];
}

/** A command with its arguments and options, in one line. */
export function usageOf(name: string, { takes, options }: ListedCommand): string {
  const shown = takes?.shown ?? [];
  // What a command is about stands first, its options after it; files without end stand last.
  const endless = (takes?.most ?? 0) === Number.POSITIVE_INFINITY;
  const rest = endless ? [...optionsOf(options), ...shown] : [...shown, ...optionsOf(options)];
  return [name, ...rest].join(' ');
}

function optionsOf(options: readonly ListedOption[]): readonly string[] {
  const parts: string[] = [];
  const choices = new Set<string>();
  for (const option of options.filter(({ beside }) => beside === undefined)) {
    const { choice } = option;
    if (choice === undefined) parts.push(alone(option));
    else if (!choices.has(choice)) {
      choices.add(choice);
      parts.push(choiceOf(options, choice));
    }
  }
  return parts;
}

function choiceOf(options: readonly ListedOption[], choice: string): string {
  const ways = options
    .filter((one) => one.choice === choice)
    .map((one) =>
      [one, ...options.filter(({ beside }) => beside === one.name)].map(repeatable).join(' '),
    );
  return `(${ways.join(' | ')})`;
}

function alone(option: ListedOption): string {
  if (option.needed) return bare(option);
  return `[${bare(option)}]${option.repeated ? '...' : ''}`;
}

function repeatable(option: ListedOption): string {
  return `${bare(option)}${option.repeated ? '...' : ''}`;
}

function bare({ name, short, value }: ListedOption): string {
  const dashed = short === undefined ? `--${name}` : `-${short}`;
  return value === undefined ? dashed : `${dashed} ${value}`;
}
