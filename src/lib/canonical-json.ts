/** Returns JSON that depends only on the value: keys in code-unit order, two spaces, LF, trailing newline. */
export function canonicalJson(value: unknown): string {
  return `${JSON.stringify(value, (_key, one) => sortedKeys(one), 2)}\n`;
}

/** Returns an object with its keys in code-unit order, one level deep; anything else unchanged. */
export function sortedKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => byCodeUnit(a, b)));
}

/** Compares texts by code unit: the same order on every machine. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
