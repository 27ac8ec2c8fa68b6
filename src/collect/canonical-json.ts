/** JSON whose bytes depend on the value alone: keys in code-unit order, two spaces, LF, trailing newline. */
export function canonicalJson(value: unknown): string {
  return `${JSON.stringify(value, sorted, 2)}\n`;
}

function sorted(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  // `fromEntries` on a null prototype keeps a key named `__proto__` a key.
  return Object.assign(Object.create(null), Object.fromEntries(entries));
}
