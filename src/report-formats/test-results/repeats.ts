import { ERRORED, FAILED, FLAKY, PASSED } from './case-table.ts';
import { addCounts, type Counts, noCounts } from './group-tally.ts';

/** The results of a name that occurs more than once, in order. */
export interface Repeats {
  readonly results: number[];
  readonly scope: string;
  /** Another scope was met too: these are different tests of one name. */
  mixed: boolean;
}

/** What one case of each code counts as, indexed by code. */
const ONE: readonly Counts[] = [
  { ...noCounts(), passed: 1 },
  { ...noCounts(), failed: 1 },
  { ...noCounts(), errored: 1 },
  { ...noCounts(), skipped: 1 },
  { ...noCounts(), passed: 1, flaky: 1 },
];

export function countOf(code: number): Counts {
  const one = ONE[code];
  if (one === undefined) {
    throw new RangeError(`There is no result code ${code}.`);
  }
  return one;
}

/**
 * Whether the results of one name are a test and its retries: failures and then, last, the one
 * pass. A retry ends with its first pass, so anything else is several tests that share a name, and
 * each failure among them counts.
 */
export function isRetry({ results, mixed }: Repeats): boolean {
  const failures = results.slice(0, -1);
  const last = results.at(-1);
  return (
    !mixed &&
    failures.length > 0 &&
    failures.every((code) => code === FAILED || code === ERRORED) &&
    (last === PASSED || last === FLAKY)
  );
}

export function countsOf(repeats: Repeats): Counts {
  const counts = noCounts();
  for (const code of isRetry(repeats) ? [FLAKY] : repeats.results) {
    addCounts(counts, countOf(code));
  }
  return counts;
}
