/** Lines kept around a change, as in GitHub's patches. */
const CONTEXT = 3;
/** Above this many edits the search stops and the whole middle counts as replaced. */
const MAX_EDITS = 1500;

interface Edit {
  readonly kind: ' ' | '-' | '+';
  readonly line: string;
}

export interface LineDiff {
  readonly additions: number;
  readonly deletions: number;
  /** Unified hunks without the file header, as GitHub's `patch` field has them. */
  readonly patch: string;
}

const linesOf = (text: string): string[] => {
  if (text === '') return [];
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
};

/** Furthest line of `a` reached on each diagonal k = x - y, from `-middle` to `middle`. */
interface Reach {
  readonly lines: Int32Array;
  readonly middle: number;
}

const at = ({ lines, middle }: Reach, k: number): number => lines[middle + k] ?? 0;

/** In round d the best way onto diagonal k is a line of `b` (down), or else a line of `a`. */
const goesDown = (reach: Reach, k: number, d: number): boolean =>
  k === -d || (k !== d && at(reach, k - 1) < at(reach, k + 1));

const stepTo = (reach: Reach, k: number, d: number): number =>
  goesDown(reach, k, d) ? at(reach, k + 1) : at(reach, k - 1) + 1;

/** Follows equal lines from x on diagonal k. */
function slide(a: readonly string[], b: readonly string[], x: number, k: number): number {
  let end = x;
  while (end < a.length && end - k < b.length && a[end] === b[end - k]) end++;
  return end;
}

/**
 * Myers' greedy search: what was reachable before each round; undefined if too far apart. A round
 * reads diagonals of one parity and writes those of the other, so one array serves all of them, and
 * of each round only the diagonals it can have read are kept.
 */
function search(a: readonly string[], b: readonly string[]): Reach[] | undefined {
  const most = Math.min(a.length + b.length, MAX_EDITS);
  const reach: Reach = { lines: new Int32Array(2 * most + 3), middle: most + 1 };
  const rounds: Reach[] = [];
  for (let d = 0; d <= most; d++) {
    const { lines, middle } = reach;
    rounds.push({ lines: lines.slice(middle - d - 1, middle + d + 2), middle: d + 1 });
    for (let k = -d; k <= d; k += 2) {
      const x = slide(a, b, stepTo(reach, k, d), k);
      lines[middle + k] = x;
      if (x >= a.length && x - k >= b.length) return rounds;
    }
  }
  return undefined;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where round d began that ended at `to`. */
function before(reach: Reach, d: number, to: Point): Point {
  if (d === 0) return { x: 0, y: 0 };
  const k = to.x - to.y;
  const from = goesDown(reach, k, d) ? k + 1 : k - 1;
  const x = at(reach, from);
  return { x, y: x - from };
}

/** One round's edits: the insertion or deletion it began with, then the lines it slid over. */
function roundEdits(a: readonly string[], b: readonly string[], from: Point, to: Point): Edit[] {
  const edits: Edit[] = [];
  const kept = Math.min(to.x - from.x, to.y - from.y);
  if (to.y - from.y > kept) edits.push({ kind: '+', line: b[from.y] ?? '' });
  if (to.x - from.x > kept) edits.push({ kind: '-', line: a[from.x] ?? '' });
  for (const line of a.slice(to.x - kept, to.x)) edits.push({ kind: ' ', line });
  return edits;
}

/** Walks the rounds backwards from the end of both texts. */
function backtrack(a: readonly string[], b: readonly string[], rounds: readonly Reach[]): Edit[] {
  const parts: Edit[][] = [];
  let to: Point = { x: a.length, y: b.length };
  for (const [d, reach] of [...rounds.entries()].reverse()) {
    const from = before(reach, d, to);
    parts.push(roundEdits(a, b, from, to));
    to = from;
  }
  return parts.reverse().flat();
}

function editsOf(a: readonly string[], b: readonly string[]): Edit[] {
  const rounds = search(a, b);
  if (rounds) return backtrack(a, b, rounds);
  return [
    ...a.map((line): Edit => ({ kind: '-', line })),
    ...b.map((line): Edit => ({ kind: '+', line })),
  ];
}

/** Index ranges of edits that make one hunk: changes whose contexts touch. */
function hunkRanges(edits: readonly Edit[]): [number, number][] {
  const ranges: [number, number][] = [];
  edits.forEach((edit, at) => {
    if (edit.kind === ' ') return;
    const from = Math.max(0, at - CONTEXT);
    const to = Math.min(edits.length, at + CONTEXT + 1);
    const last = ranges.at(-1);
    if (last && from <= last[1]) last[1] = to;
    else ranges.push([from, to]);
  });
  return ranges;
}

function hunk(edits: readonly Edit[], from: number, to: number): string {
  const count = (part: readonly Edit[], skip: '+' | '-') =>
    part.filter((edit) => edit.kind !== skip).length;
  const before = edits.slice(0, from);
  const inside = edits.slice(from, to);
  const side = (skip: '+' | '-'): string => {
    const length = count(inside, skip);
    const start = count(before, skip) + (length > 0 ? 1 : 0);
    return length === 1 ? `${start}` : `${start},${length}`;
  };
  const body = inside.map((edit) => edit.kind + edit.line);
  return [`@@ -${side('+')} +${side('-')} @@`, ...body].join('\n');
}

/** The line-by-line difference of two texts. */
export function lineDiff(before: string, after: string): LineDiff {
  const edits = editsOf(linesOf(before), linesOf(after));
  return {
    additions: edits.filter((edit) => edit.kind === '+').length,
    deletions: edits.filter((edit) => edit.kind === '-').length,
    patch: hunkRanges(edits)
      .map(([from, to]) => hunk(edits, from, to))
      .join('\n'),
  };
}
