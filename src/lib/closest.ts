/** Returns the candidate closest to a word, at most a third of its letters away; else `undefined`. */
export function closest(word: string, candidates: readonly string[]): string | undefined {
  const limit = Math.max(1, Math.floor(word.length / 3));
  const ranked = candidates
    .map((candidate) => ({ candidate, distance: distance(word, candidate) }))
    .filter((entry) => entry.distance <= limit)
    .sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1));
  return ranked[0]?.candidate;
}

/**
 * Returns the number of edits between two words; two swapped letters are one (optimal string
 * alignment). Quadratic, which is enough for config keys.
 */
function distance(from: string, to: string): number {
  let older: readonly number[] = [];
  let row: readonly number[] = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const same = from[i - 1] === to[j - 1];
      const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      const edits = [at(row, j - 1) + (same ? 0 : 1), at(row, j) + 1, at(next, j - 1) + 1];
      next.push(Math.min(...edits, swapped ? at(older, j - 2) + 1 : Number.POSITIVE_INFINITY));
    }
    older = row;
    row = next;
  }
  return at(row, to.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? 0;
}
