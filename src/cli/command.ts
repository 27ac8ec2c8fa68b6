import type { CommandJson, CommandName } from './command-json.ts';
import type { Style } from './style.ts';

declare const __VERSION__: string | undefined;

/** Version from package.json, inserted by the build; tests run the source, which has none. */
export const VERSION: string = typeof __VERSION__ === 'string' ? __VERSION__ : '0.0.0-source';

/** Output of a command: the result on stdout, everything else on stderr. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** Style of the result; plain when stdout is not a terminal. */
  readonly style?: Style;
  /** Style of messages; absent when stderr is not a terminal. */
  readonly live?: Style;
  /** How this program is started, for commands to copy; default: `milestone-audit`. */
  readonly program?: string;
}

/**
 * Returns how the program was started, as it works when typed again: `milestone-audit` when it is
 * installed, `npx milestone-audit` when npx runs it, `gh milestone-audit` in the folder of an extension of
 * GitHub's command line, else `node dist/cli.js` with the path of the file.
 */
export function programOf(
  file: string,
  cwd: string,
  env: Readonly<Record<string, string | undefined>>,
): string {
  const path = file.replaceAll('\\', '/');
  if (path.endsWith('/gh-milestone-audit/dist/cli.js')) return 'gh milestone-audit';
  const installed = /\/node_modules\/|\/milestone-audit(?:\.\w+)?$/.test(path);
  if (installed) return env['npm_command'] === 'exec' ? 'npx milestone-audit' : 'milestone-audit';
  const below = `${cwd.replaceAll('\\', '/').replace(/\/$/, '')}/`;
  return `node ${quoted(path.startsWith(below) ? path.slice(below.length) : path)}`;
}

/** Quotes a word for a POSIX shell, if it needs that. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Returns the JSON of a command, as `--json` prints it. */
export function jsonText<K extends CommandName>(value: CommandJson[K]): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** 0: success, and the verdict passes; 1: the verdict does not pass; 2: wrong usage or unreadable input. */
export type ExitCode = 0 | 1 | 2;

/** One command. */
export interface Command {
  run(given: Arguments, terminal: Terminal): Promise<ExitCode>;
}

export interface Arguments {
  readonly positionals: readonly string[];
  /** A string, `true`, or a list for options that can be repeated. */
  readonly values: Readonly<
    Record<string, string | boolean | readonly (string | boolean)[] | undefined>
  >;
}

/** An option, for help, completion, and argument parsing. */
export interface ListedOption {
  /** Without dashes. */
  readonly name: string;
  readonly short?: string;
  /**
   * Placeholder of the value: `red|yellow|never` takes one of these words, `DIR` a folder, names that
   * end in `FILE` or `.json` a file, others any text. A flag has none.
   */
  readonly value?: string;
  readonly repeated?: true;
  readonly needed?: true;
  /** Exactly one of the options with the same choice must be set. */
  readonly choice?: string;
  /** The option of a choice that this option belongs to. */
  readonly beside?: string;
  readonly meaning: string;
}

/** Positional arguments of a command. */
interface Taken {
  /** Placeholders in the usage line, for example `EVIDENCE.json`; one word each. */
  readonly shown: readonly string[];
  /** Description for the message about a missing argument. */
  readonly what: string;
  readonly least: number;
  /** Any number when absent. */
  readonly most?: number;
}

/** A command as `--help` shows it; its code is loaded when it runs. */
export interface ListedCommand {
  readonly summary: string;
  readonly takes?: Taken;
  readonly options: readonly ListedOption[];
  /** What to do when a file is passed to a command that takes none; followed by the file. */
  readonly stray?: string;
  /** Examples in the help of the command. */
  readonly examples?: readonly string[];
  readonly load: () => Promise<Command>;
}

/** Returns the allowed words of a value or argument; empty when any text is allowed. */
export function wordsOf(shown: string): readonly string[] {
  return shown.includes('|') ? shown.split('|') : [];
}

/** Returns the usage line of a command. */
export function usageOf(name: string, { takes, options }: ListedCommand): string {
  const shown = takes?.shown ?? [];
  // Arguments come first, then options; an unlimited list of files comes last.
  const endless = takes !== undefined && takes.most === undefined;
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
