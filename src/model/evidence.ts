import type { TestCounts } from './reports.ts';
import type { Data, sourceSchema } from './schema.ts';

/** Counts of no tests, to add others to. */
export const NO_TESTS: TestCounts = {
  tests: 0,
  passed: 0,
  failed: 0,
  errored: 0,
  skipped: 0,
  flaky: 0,
};

/** Where a value was read: enough for a reader to open that exact place. */
export type Source = Data<typeof sourceSchema>;

export interface Present<T> {
  readonly state: 'present';
  readonly value: T;
  readonly source: Source;
  /** Parts that the value lacks because they could not be read; absent when it is complete. */
  readonly unread?: readonly UnreadPart[];
}

/** A part of a list or comparison that could not be read: `docs/M01_audit.json`, with the reason. */
export interface UnreadPart {
  readonly what: string;
  readonly why: string;
}

/**
 * Proven not to exist: a listing shows that there is none, or there is no base to have one. `source`
 * is the listing. A rule that needs it is not applicable.
 */
export interface None {
  readonly state: 'none';
  readonly why: string;
  readonly source: Source;
}

/** Not known: not asked, refused, expired, or cut. `why` is a sentence that a reader can act on. */
export interface Missing {
  readonly state: 'missing';
  readonly why: string;
}

/** Found but not read: a broken file, a refused request, a limit that was reached. */
export interface Unreadable {
  readonly state: 'unreadable';
  readonly why: string;
  readonly source: Source;
}

/** One piece of evidence. Missing and unreadable evidence widens the bounds of what it decides. */
export type Evidence<T> = Present<T> | None | Missing | Unreadable;

export function present<T>(
  value: T,
  source: Source,
  unread: readonly UnreadPart[] = [],
): Present<T> {
  return { state: 'present', value, source, ...(unread.length === 0 ? {} : { unread }) };
}

export function none(why: string, source: Source): None {
  return { state: 'none', why, source };
}

export function missing(why: string): Missing {
  return { state: 'missing', why };
}

export function unreadable(why: string, source: Source): Unreadable {
  return { state: 'unreadable', why, source };
}
