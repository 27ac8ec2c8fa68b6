/**
 * Cuts a text to at most `max` code points, the last of them an ellipsis when something was cut.
 *
 * Counts code points, not UTF-16 units, and never splits a surrogate pair. `max` is at least 1.
 */
export function shorten(value: string, max: number): string {
  if (value.length <= max) return value;
  let points = 0;
  let end = 0;
  let last = 0;
  for (const point of value) {
    if (points === max) return `${withoutJoiner(value.slice(0, last))}…`;
    last = end;
    end += point.length;
    points += 1;
  }
  return value;
}

/** A joiner left without its right half would be a bare invisible character. */
function withoutJoiner(value: string): string {
  return value.endsWith('\u200D') ? value.slice(0, -1) : value;
}
