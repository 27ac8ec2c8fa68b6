import type { Command } from './command.ts';

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
export interface Taken {
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
