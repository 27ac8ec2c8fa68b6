import { type ListedCommand, type ListedOption, wordsOf } from './listed-command.ts';

/** What may stand at a place: one of these words, a file, a folder, or something nobody can guess. */
export type Completed =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'file' }
  | { readonly kind: 'folder' }
  | { readonly kind: 'nothing' };

export interface CompletedOption {
  /** With dashes: `--output`, `-o`. */
  readonly names: readonly string[];
  readonly meaning: string;
  readonly repeated: boolean;
  /** Absent for a flag. */
  readonly value?: Completed;
}

export interface CompletedCommand {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly CompletedOption[];
  /** What stands at each place; the last one stands for all further ones where `endless`. */
  readonly takes: readonly Completed[];
  readonly endless: boolean;
}

/** The commands as the shells' scripts are made from: `rules` are the words that stand for a rule. */
export function completedCommands(
  commands: Readonly<Record<string, ListedCommand>>,
  rules: readonly string[],
): readonly CompletedCommand[] {
  return Object.entries(commands).map(([name, { summary, options, takes }]) => ({
    name,
    summary,
    options: [...options.map((one) => optionOf(one, rules)), HELP],
    takes: (takes?.shown ?? []).map((shown) => completedOf(shown, rules)),
    endless: takes?.most === Number.POSITIVE_INFINITY,
  }));
}

const HELP: CompletedOption = {
  names: ['--help'],
  meaning: 'what the command does, and its options',
  repeated: false,
};

function optionOf(
  { name, short, value, repeated, meaning }: ListedOption,
  rules: readonly string[],
): CompletedOption {
  return {
    names: [`--${name}`, ...(short === undefined ? [] : [`-${short}`])],
    meaning,
    repeated: repeated === true,
    ...(value === undefined ? {} : { value: completedOf(value, rules) }),
  };
}

function completedOf(shown: string, rules: readonly string[]): Completed {
  const words = shown === 'RULE' ? rules : wordsOf(shown);
  if (words.length > 0) return { kind: 'words', words };
  if (shown === 'DIR') return { kind: 'folder' };
  return /FILE|GLOB|\.json/.test(shown) ? { kind: 'file' } : { kind: 'nothing' };
}
