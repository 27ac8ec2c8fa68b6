/**
 * Returns the lines that a patch adds to one file, as ranges of 1-based lines of the new file. A patch
 * is the hunks of a unified diff; text before the first hunk is ignored.
 */
export function addedLines(patch: string): readonly (readonly [from: number, to: number])[] {
  const ranges: [number, number][] = [];
  let line = 0;
  for (const text of patch.split('\n')) {
    const start = /^@@ -\d+(?:,\d+)? \+(\d+)/.exec(text)?.[1];
    if (start !== undefined) {
      line = Number(start);
      continue;
    }
    if (line > 0 && text.startsWith('+')) extend(ranges, line);
    if (line > 0 && /^[+ ]/.test(text)) line += 1;
  }
  return ranges;
}

function extend(ranges: [number, number][], line: number): void {
  const last = ranges.at(-1);
  if (last !== undefined && last[1] === line - 1) last[1] = line;
  else ranges.push([line, line]);
}
