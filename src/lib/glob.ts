/** Longer globs match only literally, and so do globs with more alternatives in braces. */
const MAX_CHARACTERS = 300;
const MAX_ALTERNATIVES = 1_000;

type Matcher = (text: string) => boolean;

/**
 * Returns whether a name (of a test, job, or step) matches one of the globs, literally or with `*`
 * (any text, slashes included), `?`, `[a-z]`, `[!a-z]`, `{a,b}`, and `\` before a character.
 */
export function nameMatcher(globs: readonly string[]): Matcher {
  const literal = new Set(globs);
  const matchers = globs.flatMap(compiledNames);
  return (text) => literal.has(text) || matchers.some((matches) => matches(text));
}

/**
 * Returns whether a repository path matches one of the globs. The wildcards of names stay within one
 * folder; `**` as a whole segment matches any number of folders.
 */
export function pathMatcher(globs: readonly string[]): Matcher {
  const literal = new Set(globs);
  const matchers = globs.flatMap(compiledPaths);
  return (path) => {
    if (literal.has(path)) return true;
    const segments = path.split('/');
    return matchers.some((matches) => matches(segments));
  };
}

/** Returns the folder that contains all matches of a path glob (`''` for the root), or `undefined` for a path without wildcards. */
export function globFolder(glob: string): string | undefined {
  const segments = glob.split('/');
  const first = segments.findIndex((segment) => /[*?[{\\]/.test(segment));
  return first === -1 ? undefined : segments.slice(0, first).join('/');
}

/** Maximum number of globs that are remembered. A config has few, and asks them of each of many files. */
const MAX_COMPILED = 500;

const compiledNames = compileOnce(nameGlob);
const compiledPaths = compileOnce(pathGlob);

function compileOnce<T>(compile: (glob: string) => T): (glob: string) => readonly T[] {
  const known = new Map<string, readonly T[]>();
  return (glob) => {
    const matchers = known.get(glob) ?? alternatives(glob).map(compile);
    if (known.size >= MAX_COMPILED) known.clear();
    known.set(glob, matchers);
    return matchers;
  };
}

/** Returns the globs that a glob with braces stands for; none when it is empty or too large. */
function alternatives(glob: string): readonly string[] {
  if (glob === '' || glob.length > MAX_CHARACTERS) return [];
  const done: string[] = [];
  const waiting = [glob];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const braces = bracesIn(next);
    if (braces === undefined) done.push(next);
    else waiting.push(...braces);
    if (done.length + waiting.length > MAX_ALTERNATIVES) return [];
  }
  return done;
}

/** Replaces innermost braces that contain a comma by each of their parts. */
function bracesIn(glob: string): readonly string[] | undefined {
  for (const { 0: braces, 1: inside = '', index } of glob.matchAll(/(?<!\\)\{([^{}]*)\}/g)) {
    if (!inside.includes(',')) continue;
    const [before, after] = [glob.slice(0, index), glob.slice(index + braces.length)];
    return inside.split(',').map((part) => before + part + after);
  }
  return undefined;
}

/** Part of a glob between two wildcards for any number of items: characters of a name, segments of a path. */
interface Run<Items> {
  readonly length: number;
  readonly fits: (items: Items, at: number) => boolean;
  /** Returns the first position from `start` on where the run fits, or -1. */
  readonly find: (items: Items, start: number) => number;
}

/**
 * Returns a matcher of the first run at the start, the last at the end, and each other one at its first
 * place: a later place leaves less for what follows. So nothing is tried twice, and the time is at most
 * the number of items times the length of the glob.
 */
function inOrder<Items extends { readonly length: number }>(
  first: Run<Items>,
  others: readonly Run<Items>[],
): (items: Items) => boolean {
  const middle = others.slice(0, -1);
  const last = others.at(-1);
  if (last === undefined) return (items) => items.length === first.length && first.fits(items, 0);
  return (items) => {
    const end = items.length - last.length;
    if (end < first.length || !last.fits(items, end) || !first.fits(items, 0)) return false;
    let at = first.length;
    for (const run of middle) {
      const place = run.find(items, at);
      if (place === -1) return false;
      at = place + run.length;
    }
    return at <= end;
  };
}

function nameGlob(glob: string): Matcher {
  if (!/[*?[\\]/.test(glob)) return (text) => text === glob;
  const [first = '', ...others] = glob.split(STARS);
  return inOrder(characterRun(first), others.map(characterRun));
}

function pathGlob(glob: string): (segments: readonly string[]) => boolean {
  const runs: Matcher[][] = [[]];
  for (const segment of glob.replace(/^\.\//, '').split('/')) {
    if (segment === '**') runs.push([]);
    else runs.at(-1)?.push(nameGlob(segment));
  }
  const [first = [], ...others] = runs;
  return inOrder(runOf(first), others.map(runOf<readonly string[], string>));
}

/** Stars without a backslash before them. A class cannot contain one: `case[*]` names every parameter. */
const STARS = /(?<!\\)\*+/;
/** An escaped character, a class, or one character. */
const TOKEN = /\\[\s\S]|\[[!^]?[^\]/][^\]/]*\]|[\s\S]/g;

function characterRun(glob: string): Run<string> {
  if (/[\\?[]/.test(glob)) return runOf<string, string>((glob.match(TOKEN) ?? []).map(characterOf));
  return {
    length: glob.length,
    fits: (text, at) => text.startsWith(glob, at),
    find: (text, start) => text.indexOf(glob, start),
  };
}

function characterOf(token: string): Matcher {
  if (token === '?') return () => true;
  if (token.length === 1) return (character) => character === token;
  if (token.startsWith('\\')) return (character) => character === token[1];
  const inverted = /^\[[!^]/.test(token);
  const ranges = [...token.slice(inverted ? 2 : 1, -1).matchAll(/([\s\S])(?:-([\s\S]))?/g)];
  return (character) =>
    inverted !== ranges.some(([, from = '', to = from]) => from <= character && character <= to);
}

function runOf<Items extends ArrayLike<Item>, Item>(
  matchers: readonly ((item: Item) => boolean)[],
): Run<Items> {
  const { length } = matchers;
  const fits = (items: Items, at: number): boolean =>
    at + length <= items.length &&
    matchers.every((matches, offset) => matches(items[at + offset] as Item));
  const find = (items: Items, start: number): number => {
    for (let at = start; at + length <= items.length; at += 1) if (fits(items, at)) return at;
    return -1;
  };
  return { length, fits, find };
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
