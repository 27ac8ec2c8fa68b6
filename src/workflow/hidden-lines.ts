import jsTokens from 'js-tokens';

/** Returns the numbers of the lines, from 1, that begin inside of a text or a comment. */
export type HiddenLines = (text: string, path: string) => ReadonlySet<number>;

/** A piece of a source file; `hides`: a text or a comment. */
type Piece = readonly [text: string, hides: boolean];

/**
 * Returns a function that finds the lines inside of what the pattern matches. It matches from left to right
 * everything in which the beginning of another match would mean nothing.
 */
export function linesInside(pattern: RegExp, comments: 'flat' | 'nested' = 'flat'): HiddenLines {
  return (text) => linesOf(piecesOf(text, pattern, comments));
}

function* piecesOf(text: string, pattern: RegExp, comments: 'flat' | 'nested'): Generator<Piece> {
  pattern.lastIndex = 0;
  for (let end = 0; ; pattern.lastIndex = end) {
    const found = pattern.exec(text);
    if (found === null) return;
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

/** Finds the lines of JavaScript or TypeScript inside of a template or a comment. */
export const linesInScript: HiddenLines = (text, path) => linesOf(scriptPieces(text, path));

function* scriptPieces(text: string, path: string): Generator<Piece> {
  for (const { type, value } of jsTokens(text, { jsx: path.endsWith('x') })) {
    yield [value, type === 'MultiLineComment' || /Template/.test(type)];
  }
}

function linesOf(pieces: Iterable<Piece>): ReadonlySet<number> {
  const hidden = new Set<number>();
  let line = 1;
  for (const [text, hides] of pieces) {
    const breaks = text.split('\n').length - 1;
    for (let at = 1; at <= breaks && hides; at++) hidden.add(line + at);
    line += breaks;
  }
  return hidden;
}
