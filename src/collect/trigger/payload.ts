/** A value inside the event's payload, by keys from the outside in; `undefined` where there is none. */
export function at(payload: unknown, ...keys: readonly string[]): unknown {
  let value: unknown = payload;
  for (const key of keys) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  return value;
}

export function textAt(payload: unknown, ...keys: readonly string[]): string | undefined {
  const value = at(payload, ...keys);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function numberAt(payload: unknown, ...keys: readonly string[]): number | undefined {
  const value = at(payload, ...keys);
  return typeof value === 'number' ? value : undefined;
}
