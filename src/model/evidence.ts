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
}

/** Looked for and not found. `why` is a sentence that a reader can act on. */
export interface Absent {
  readonly state: 'absent';
  readonly why: string;
}

/** Found but not read: a broken file, a refused request, a limit that was reached. */
export interface Unreadable {
  readonly state: 'unreadable';
  readonly why: string;
  readonly source: Source;
}

/** One piece of evidence. Absent and unreadable evidence can lower a score and never raise it. */
export type Evidence<T> = Present<T> | Absent | Unreadable;

export function present<T>(value: T, source: Source): Present<T> {
  return { state: 'present', value, source };
}

export function absent(why: string): Absent {
  return { state: 'absent', why };
}

export function unreadable(why: string, source: Source): Unreadable {
  return { state: 'unreadable', why, source };
}
