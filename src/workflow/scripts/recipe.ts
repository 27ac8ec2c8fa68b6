import type { IgnoredScript } from '../shell/placed-commands.ts';

/** A script of a recipe; `when` are the factors of tox for which it runs: `py38,py39: pytest`. */
export interface RecipeScript extends IgnoredScript {
  readonly when?: string;
}

/** What a name of a project runs: an npm script, a make target, a session of nox. */
export interface Recipe {
  /** The included file that has it; absent in the file itself. */
  readonly path?: string;
  /** 1-based line of its name. */
  readonly line: number;
  /** Names of the same file that run before it. */
  readonly needs: readonly string[];
  /** Its scripts in order; each runs in its own shell. */
  readonly scripts: readonly RecipeScript[];
}

/** The recipes of one file by name. */
export type Recipes = ReadonlyMap<string, Recipe>;

/** A file of the repository. */
export interface TextFile {
  readonly path: string;
  readonly text: string;
}

/** Returns the files of the repository at a path, or that match a glob. */
export type OpenFiles = (path: string) => readonly TextFile[];

/** Maximum depth of files that include files. */
export const MAX_INCLUDES = 5;

/** A shell that goes on after a failing command, as `sh -c` does. */
export const PLAIN_SHELL = 'sh {0}';

/** Returns a script of one line. */
export function lineScript(text: string, line: number, ignored?: string): IgnoredScript {
  const script = { text, line, shell: PLAIN_SHELL };
  return ignored === undefined ? script : { ...script, ignored };
}
