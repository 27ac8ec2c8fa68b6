/** What a patch adds to one file. */
interface PatchFacts {
  /** Ranges of 1-based lines of the new file. */
  readonly added: readonly (readonly [from: number, to: number])[];
  /** Number of added lines with the word TODO or FIXME. */
  readonly todos: number;
}

/**
 * Returns what a patch adds to one file. A patch is the hunks of a unified diff; text before the first hunk
 * is ignored.
 */
export function patchFacts(patch: string): PatchFacts {
  const added: [number, number][] = [];
  let todos = 0;
  for (const [line, text] of addedLines(patch)) {
    extend(added, line);
    if (/\b(?:TODO|FIXME)\b/.test(text)) todos += 1;
  }
  return { added, todos };
}

/** Yields each added line with its number in the new file. */
function* addedLines(patch: string): Generator<readonly [line: number, text: string]> {
  let line = 0;
  for (const text of patch.split('\n')) {
    const start = /^@@ -\d+(?:,\d+)? \+(\d+)/.exec(text)?.[1];
    if (start !== undefined) {
      line = Number(start);
      continue;
    }
    if (line > 0 && text.startsWith('+')) yield [line, text];
    if (line > 0 && /^[+ ]/.test(text)) line += 1;
  }
}

function extend(ranges: [number, number][], line: number): void {
  const last = ranges.at(-1);
  if (last !== undefined && last[1] === line - 1) last[1] = line;
  else ranges.push([line, line]);
}
