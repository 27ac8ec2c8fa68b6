/** What `JSON.parse` gives, typed so that every field must be looked at before it is used. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** Read through `field`: plain indexing would find `toString` in an empty object. */
export interface JsonObject {
  readonly [key: string]: Json;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An own member of an object; `undefined` for anything that is no object or lacks the key. */
export function field(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  let at = value;
  for (const key of path) {
    if (!isObject(at) || !Object.hasOwn(at, key)) return undefined;
    at = at[key];
  }
  return at;
}

/** The members of an array; nothing for anything else. */
export function items(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

/** Own keys and values in the document's order; nothing for anything but an object. */
export function entries(value: Json | undefined): readonly (readonly [string, Json])[] {
  return isObject(value) ? Object.entries(value) : [];
}

/** A string member, or the empty string. */
export function text(value: Json | undefined, ...path: readonly string[]): string {
  const found = field(value, ...path);
  return typeof found === 'string' ? found : '';
}

/** A finite number that is not negative, else `undefined`; JSON's `1e999` parses to infinity. */
export function amount(value: Json | undefined, ...path: readonly string[]): number | undefined {
  const found = path.length === 0 ? value : field(value, ...path);
  return typeof found === 'number' && Number.isFinite(found) && found >= 0 ? found : undefined;
}
