import picomatch from 'picomatch';

/** Wildcards beyond this are not tried: each one multiplies the time that a hostile name can cost. */
const MAX_WILDCARDS = 8;
const MAX_CHARACTERS = 300;

/*
 * Names of tests and steps hold slashes, brackets and spaces that mean nothing here, so `*` crosses
 * slashes; paths keep the meaning of `*` and `**` that every ignore file has.
 */
const NAMES = { bash: true, dot: true, noext: true, nonegate: true, nocase: false } as const;
const PATHS = { dot: true, noext: true, nonegate: true, nocase: false } as const;

export type Matcher = (text: string) => boolean;

/** Whether a name (of a test, job or step) is one of the globs, literally or as a pattern in which `*` crosses slashes. */
export function nameMatcher(globs: readonly string[]): Matcher {
  return anyOf(globs, NAMES);
}

/** Whether a repository path matches one of the globs; `*` stays within one folder, `**` crosses them. */
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
