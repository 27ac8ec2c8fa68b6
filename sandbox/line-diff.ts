import { type StructuredPatchHunk, structuredPatch } from 'diff';

/** Maximum number of edits searched for. For more, the old text counts as replaced by the new one. */
const MAX_EDITS = 1500;

export interface LineDiff {
  readonly additions: number;
  readonly deletions: number;
  /** Unified hunks with three lines of context, without the file header, as in GitHub's `patch`. */
  readonly patch: string;
}

/** Returns the difference of two texts by lines. */
export function lineDiff(before: string, after: string): LineDiff {
  const options = { context: 3, maxEditLength: MAX_EDITS };
  const patch = structuredPatch('', '', before, after, '', '', options);
  const hunks = patch?.hunks ?? [replacement(before, after)];
  const count = (sign: string): number =>
    hunks.flatMap(({ lines }) => lines).filter((line) => line.startsWith(sign)).length;
  return { additions: count('+'), deletions: count('-'), patch: hunks.map(printHunk).join('\n') };
}

function replacement(before: string, after: string): StructuredPatchHunk {
  const linesOf = (text: string, sign: string): string[] =>
    text === ''
      ? []
      : text
          .replace(/\n$/, '')
          .split('\n')
          .map((line) => sign + line);
  const [deleted, added] = [linesOf(before, '-'), linesOf(after, '+')];
  return {
    oldStart: 1,
    oldLines: deleted.length,
    newStart: 1,
    newLines: added.length,
    lines: [...deleted, ...added],
  };
}

function printHunk({ oldStart, oldLines, newStart, newLines, lines }: StructuredPatchHunk): string {
  const header = `@@ -${printRange(oldStart, oldLines)} +${printRange(newStart, newLines)} @@`;
  return [header, ...lines].join('\n');
}

/** git leaves out a length of 1. The start of an empty range is the line before it. */
function printRange(start: number, length: number): string {
  if (length === 1) return `${start}`;
  return `${length === 0 ? start - 1 : start},${length}`;
}
