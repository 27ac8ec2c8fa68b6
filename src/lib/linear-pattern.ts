import { RE2JS, RE2JSSyntaxException } from 're2js';

/** Compiled patterns by their source. A config declares a few, and each is applied to many texts. */
const compiled = new Map<string, RE2JS>();
const MAX_COMPILED = 50;

/**
 * Compiles a pattern for a matcher whose time is linear in the text, whatever the pattern is: RE2
 * (re2js, its port to JavaScript). Patterns of the config meet text from forks, so a pattern that
 * backtracks would let a branch name or log line stop the audit. JavaScript's escapes (`\u00e9`) are
 * accepted. Throws where `patternProblem` returns a problem.
 */
export function linearPattern(source: string): RE2JS {
  const known = compiled.get(source);
  if (known !== undefined) return known;
  const pattern = RE2JS.compile(source.replace(ESCAPE, codePoint));
  if (compiled.size >= MAX_COMPILED) compiled.clear();
  compiled.set(source, pattern);
  return pattern;
}

/** An escaped character; the groups are the digits of JavaScript's `\u00e9` and `\u{e9}`, which RE2 writes `\x{e9}`. */
const ESCAPE = /\\(?:u([0-9A-Fa-f]{4})|u\{([0-9A-Fa-f]{1,6})\}|[\s\S])/g;

function codePoint(escaped: string, four?: string, braced?: string): string {
  const digits = four ?? braced;
  return digits === undefined ? escaped : `\\x{${digits}}`;
}

/** Returns why a pattern cannot be compiled, with the construct that is wrong or not supported. */
export function patternProblem(source: string): string | undefined {
  try {
    linearPattern(source);
    return undefined;
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) throw error;
    const at = error.getPattern() ?? source;
    const [, construct] = UNSUPPORTED.find(([start]) => start.test(at)) ?? [];
    return construct === undefined
      ? `not a regular expression: ${error.getDescription()}: \`${at}\``
      : `${construct} \`${at}\` is not supported: patterns are matched in linear time (RE2 syntax)`;
  }
}

/** What RE2 leaves out because it cannot be matched in linear time. RE2 reports a lookbehind with the rest of the pattern. */
const UNSUPPORTED: readonly (readonly [start: RegExp, construct: string])[] = [
  [/^\(\?[=!]/, 'the lookahead'],
  [/^\(\?<[=!]/, 'the lookbehind'],
  [/^\\[1-9k]/, 'the back-reference'],
];
