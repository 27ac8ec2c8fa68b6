/** GitHub's answer lacks what its description promises; told as trouble, never guessed around. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError';
}

export type Fields = Readonly<Record<string, unknown>>;

/** The object in an answer; `what` names it in the message when there is none. */
export function fieldsOf(value: unknown, what: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw new ShapeError(`${what} is not an object`);
}

export function listOf(value: unknown, what: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new ShapeError(`${what} is not a list`);
}

export function textOf(fields: Fields, key: string): string {
  const value = fields[key];
  if (typeof value === 'string') return value;
  throw new ShapeError(`${key} is not a text`);
}

/** A text that GitHub may leave out or set to `null`; `fallback` then. */
export function textOr(fields: Fields, key: string, fallback: string): string {
  const value = fields[key];
  return typeof value === 'string' ? value : fallback;
}

/** A text that may be missing, ready to be spread: no key at all when it is. */
export function maybeText<K extends string>(
  key: K,
  fields: Fields,
  from: string,
): { readonly [P in K]?: string } {
  const value = fields[from];
  return typeof value === 'string' ? ({ [key]: value } as { [P in K]: string }) : {};
}

/** Ids beyond 2^53 come as big integers and would not fit; GitHub's are far below. */
export function numberOf(fields: Fields, key: string): number {
  const value = fields[key];
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value);
  throw new ShapeError(`${key} is not a number`);
}

export function numberOr(fields: Fields, key: string, fallback: number): number {
  const value = fields[key];
  return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : fallback;
}

/** An object inside an answer that GitHub may leave out or set to `null`: empty then. */
export function fieldsIn(fields: Fields, key: string): Fields {
  const value = fields[key];
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : {};
}
