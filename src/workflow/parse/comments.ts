import jsTokens from 'js-tokens';
import type { SettingsFile } from '../../model/workflow.ts';

/** Comments and texts of Kotlin, Groovy, and Dart. */
export const QUOTED_TEXTS =
  /\/\/.*|\/\*[\s\S]*?(?:\*\/|$)|"""[\s\S]*?(?:"""|$)|'''[\s\S]*?(?:'''|$)|"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?/g;

/** Comments and texts of Python. */
export const PYTHON_TEXTS =
  /#.*|"""(?:[^\\]|\\[\s\S])*?(?:"""|$)|'''(?:[^\\]|\\[\s\S])*?(?:'''|$)|"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?/g;

/** Comments of several lines in Ruby. */
export const RUBY_COMMENTS = /^=begin\b[\s\S]*?(?:^=end\b|$(?![\s\S]))/gm;

/** A piece of a source file; `hides`: a text or a comment. */
export type Piece = readonly [text: string, hides: boolean];

/**
 * Returns the numbers of the lines, from 1, that begin inside of what the pattern matches. It has to match,
 * from left to right, everything in which the beginning of another match would mean nothing.
 */
export function linesInside(
  text: string,
  pattern: RegExp,
  comments: 'flat' | 'nested',
): ReadonlySet<number> {
  return hiddenLines(piecesOf(text, pattern, comments));
}

function* piecesOf(text: string, pattern: RegExp, comments: 'flat' | 'nested'): Generator<Piece> {
  pattern.lastIndex = 0;
  for (let end = 0; ; pattern.lastIndex = end) {
    const found = pattern.exec(text);
    if (found === null) {
      yield [text.slice(end), false];
      return;
    }
    yield [text.slice(end, found.index), false];
    const isNested = comments === 'nested' && found[0].startsWith('/*');
    end = isNested ? commentEnd(text, found.index) : pattern.lastIndex;
    yield [text.slice(found.index, end), true];
  }
}

/** Returns the end of a comment that may contain others. */
function commentEnd(text: string, start: number): number {
  let depth = 0;
  for (const { 0: mark, index } of text.slice(start).matchAll(/\/\*|\*\//g)) {
    depth += mark === '/*' ? 1 : -1;
    if (depth === 0) return start + index + mark.length;
  }
  return text.length;
}

/** Returns the numbers of the lines that begin inside of a piece that hides them. */
export function hiddenLines(pieces: Iterable<Piece>): ReadonlySet<number> {
  const hidden = new Set<number>();
  let line = 1;
  for (const [text, hides] of pieces) {
    const breaks = text.split('\n').length - 1;
    for (let at = 1; at <= breaks && hides; at++) hidden.add(line + at);
    line += breaks;
  }
  return hidden;
}

/**
 * Returns the text of a script, a Gradle build, a POM, a Python file, or a Rakefile with spaces in place of its
 * comments, so that lines and columns stay; of Python, also of texts of several lines, which are its block
 * comments. A glob is no comment, although `'src/**'` contains the beginning of one.
 */
export function withoutComments({ path, text }: Pick<SettingsFile, 'path' | 'text'>): string {
  if (/\.[cm]?[jt]sx?$/.test(path)) return scriptWithout(text, path.endsWith('x'));
  if (/\.(?:gradle|kts)$/.test(path)) {
    const pieces = piecesOf(text, QUOTED_TEXTS, path.endsWith('.kts') ? 'nested' : 'flat');
    return Array.from(pieces, ([piece, hides]) =>
      hides && piece.startsWith('/') ? blank(piece) : piece,
    ).join('');
  }
  if (path.endsWith('.py')) {
    return text.replace(PYTHON_TEXTS, (found) =>
      /^(?:#|"""|''')/.test(found) ? blank(found) : found,
    );
  }
  if (/(?:^|\/)[Rr]akefile$|\.rb$/.test(path)) return text.replace(RUBY_COMMENTS, blank);
  return path.endsWith('.xml') ? text.replace(/<!--[\s\S]*?(?:-->|$)/g, blank) : text;
}

function scriptWithout(text: string, jsx: boolean): string {
  let code = '';
  for (const { type, value } of jsTokens(text, { jsx })) {
    code += type.endsWith('Comment') ? blank(value) : value;
  }
  return code;
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ');
}
