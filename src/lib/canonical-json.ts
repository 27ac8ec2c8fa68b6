/** JSON whose bytes depend on the value alone: keys in code-unit order, two spaces, LF, trailing newline. */
export function canonicalJson(value: unknown): string {
  return `${JSON.stringify(value, (_key, one) => sortedKeys(one), 2)}\n`;
}

/** An object with its keys in code-unit order, one level deep; anything else as it is. */
export function sortedKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => byCodeUnit(a, b)));
}

/** The one order of texts: by code unit, the same on every machine. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
