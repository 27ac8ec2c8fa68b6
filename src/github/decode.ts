import { isRecord, recordOf } from '../lib/json.ts';
/** GitHub's response lacks a field that its description promises. It becomes an `ApiError`. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError';
}

export type Fields = Readonly<Record<string, unknown>>;

function isNumber(value: unknown): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

/** Returns the value as an object. `what` names it in the error. */
export function fieldsOf(value: unknown, what: string): Fields {
  if (isRecord(value)) return value;
  throw new ShapeError(`${what} is not an object`);
}

/** Returns an object that GitHub may leave out or set to `null`; empty then. */
export function fieldsIn(fields: Fields, key: string): Fields {
  return recordOf(fields[key]);
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

/** Returns a text that GitHub may leave out or set to `null`; `fallback` then. */
export function textOr(fields: Fields, key: string, fallback: string): string {
  const value = fields[key];
  return typeof value === 'string' ? value : fallback;
}

/** Returns an object to spread: with the text under `key`, or empty when it is missing. */
export function maybeText<K extends string>(
  key: K,
  fields: Fields,
  from: string,
): { readonly [P in K]?: string } {
  const value = fields[from];
  return typeof value === 'string' ? ({ [key]: value } as { [P in K]: string }) : {};
}

/** Octokit parses ids beyond 2^53 as big integers; GitHub's are far below. */
export function numberOf(fields: Fields, key: string): number {
  const value = fields[key];
  if (isNumber(value)) return Number(value);
  throw new ShapeError(`${key} is not a number`);
}

export function numberOr(fields: Fields, key: string, fallback: number): number {
  const value = fields[key];
  return isNumber(value) ? Number(value) : fallback;
}
