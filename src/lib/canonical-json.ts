/** Returns JSON that depends only on the value: keys in code-unit order, two spaces, LF, trailing newline. */
export function canonicalJson(value: unknown): string {
  return `${JSON.stringify(sortedDeep(value), null, 2)}\n`;
}

/** A replacer of `JSON.stringify` would be called for each of a million texts. */
function sortedDeep(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.some(isObject) ? value.map(sortedDeep) : value;
  const entries = Object.entries(value).sort(([a], [b]) => byCodeUnit(a, b));
  return Object.fromEntries(entries.map(([key, one]) => [key, sortedDeep(one)]));
}

function isObject(value: unknown): boolean {
  return typeof value === 'object';
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
