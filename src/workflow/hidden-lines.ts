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
