import picomatch from 'picomatch';

/** Globs with more wildcards match only literally: each one multiplies the time that a hostile name can cost. */
const MAX_WILDCARDS = 8;
const MAX_CHARACTERS = 300;

/*
 * Names of tests and steps contain slashes, brackets, and spaces without a meaning, so `*` matches
 * slashes in names; in paths `*` and `**` mean what they mean in ignore files.
 */
const NAMES = { bash: true, dot: true, noext: true, nonegate: true, nocase: false } as const;
const PATHS = { dot: true, noext: true, nonegate: true, nocase: false } as const;

export type Matcher = (text: string) => boolean;

/** Returns whether a name (of a test, job, or step) matches one of the globs, literally or with `*` across slashes. */
export function nameMatcher(globs: readonly string[]): Matcher {
  return anyOf(globs, NAMES);
}

/** Returns whether a repository path matches one of the globs; `*` stays within one folder, `**` does not. */
export function pathMatcher(globs: readonly string[]): Matcher {
  return anyOf(globs, PATHS);
}

function anyOf(globs: readonly string[], options: picomatch.PicomatchOptions): Matcher {
  const literal = new Set(globs);
  const patterns = globs
    .filter((glob) => glob !== '' && glob.length <= MAX_CHARACTERS)
    .filter((glob) => (glob.match(/\*+|\?/g) ?? []).length <= MAX_WILDCARDS)
    .map((glob) => picomatch(glob, options));
  return (text) => literal.has(text) || patterns.some((matches) => matches(text));
}

/** Returns the path from the root for a path relative to a folder; `..` stops at the root. */
export function joinPath(folder: string, path: string): string {
  const parts: string[] = [];
  for (const part of `${path.startsWith('/') ? '' : folder}/${path}`.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

/** Returns whether two paths name one file: reports name paths from the root of the build, so one may be the end of the other. */
export function sameFile(path: string, other: string): boolean {
  return path === other || path.endsWith(`/${other}`) || other.endsWith(`/${path}`);
}
