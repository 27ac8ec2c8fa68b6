import { NO_TESTS } from '../model/evidence.ts';
import type { LogTotals, TestCounts } from '../model/reports.ts';

/** How a job's log and its reports stand to each other. */
export type Agreement =
  | 'agree'
  /** One of the two has failures and the other none. */
  | 'failures-differ'
  /** Both or neither have failures, and the number of tests is another one. */
  | 'totals-differ';

/** How the reports came to be one: their files, and the results that several of them have. */
export interface Merged {
  readonly files: number;
  readonly repeated?: number;
}

/** Sums of totals looked at; a log with more runs than that is compared as a whole. */
const MAX_SUMS = 4096;

/**
 * Holds the totals of a log against those of the reports of the same job. A report may be of some of
 * the tool runs in the log; several files may be of more tools than the log tells of. Tools count
 * alike but for what fails, is skipped or is repeated, so that many tests may be counted otherwise.
 */
export function totalsAgree(
  totals: readonly LogTotals[],
  reported: TestCounts,
  { files, repeated = 0 }: Merged = { files: 1 },
): Agreement {
  const counts = totals.map((one) => one.counts);
  const all = counts.reduce(sum, NO_TESTS);
  const sums = sumsOf(counts) ?? [all];
  if (sums.some((one) => isNear(one, reported, repeated))) return 'agree';
  if (files > totals.length && isPart(all, reported)) return 'agree';
  return sums.some((one) => sameFate(one, reported)) ? sameTotals(totals) : 'failures-differ';
}

/** `node --test` counts a suite of tests as a test too, its reports do not. */
function sameTotals(totals: readonly LogTotals[]): Agreement {
  return totals.some(({ format }) => format === 'log:node-test') ? 'agree' : 'totals-differ';
}

/** Every sum of one or more of them, each once; undefined when there are too many. */
function sumsOf(counts: readonly TestCounts[]): readonly TestCounts[] | undefined {
  const sums = new Map<string, TestCounts>();
  for (const one of counts) {
    for (const before of [NO_TESTS, ...sums.values()]) {
      const next = sum(before, one);
      sums.set(JSON.stringify(next), next);
    }
    if (sums.size > MAX_SUMS) return undefined;
  }
  return [...sums.values()];
}

function isNear(log: TestCounts, report: TestCounts, repeated: number): boolean {
  const slack = Math.max(badOf(log), badOf(report)) + softOf(log) + softOf(report) + repeated;
  return sameFate(log, report) && Math.abs(ranOf(log) - ranOf(report)) <= slack;
}

/** A test that failed and passed on a retry is a failure to some tools. */
function sameFate(log: TestCounts, report: TestCounts): boolean {
  if (log.flaky + report.flaky > 0) return true;
  return badOf(log) > 0 === badOf(report) > 0;
}

function isPart(log: TestCounts, report: TestCounts): boolean {
  return log.passed <= report.passed && badOf(log) <= badOf(report);
}

function badOf({ failed, errored }: TestCounts): number {
  return failed + errored;
}

function ranOf(counts: TestCounts): number {
  return counts.passed + badOf(counts);
}

function softOf({ skipped, flaky }: TestCounts): number {
  return skipped + flaky;
}

function sum(a: TestCounts, b: TestCounts): TestCounts {
  return {
    tests: a.tests + b.tests,
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    errored: a.errored + b.errored,
    skipped: a.skipped + b.skipped,
    flaky: a.flaky + b.flaky,
  };
}
