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
