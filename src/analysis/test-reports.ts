import { byCodeUnit } from '../lib/canonical-json.ts';
import { grouped } from '../lib/format.ts';
import { type Evidence, NO_TESTS } from '../model/evidence.ts';
import type { CollectedReport, NamedCase, TestCounts, TestReport } from '../model/reports.ts';
import type { WorkflowRun } from '../model/run.ts';
import type { DeferralCover } from './deferrals.ts';
import { countedRuns } from './runs.ts';

export type CollectedTests = CollectedReport<TestReport>;

/** Orders the reports of two runs, the worse one first. */
export type WorseFirst = (a: readonly CollectedTests[], b: readonly CollectedTests[]) => number;

/**
 * Returns the reports that count, in a stable order: of the runs of one workflow those of the worst
 * run, of the attempts of one matrix job the newest, and logs only of a run without a report.
 */
export function countedTests(
  tests: readonly CollectedTests[],
  runs: Evidence<readonly WorkflowRun[]>,
  worse: WorseFirst = lowestPassRateFirst,
): readonly CollectedTests[] {
  const known = runs.state === 'present' ? runs.value : [];
  return worstRunOfEachWorkflow(currentReports(tests, runs), known, worse).sort(byRunAndJob);
}

/** Returns the newest reports of every counted run; a worse run does not hide them. */
export function currentReports(
  tests: readonly CollectedTests[],
  runs: Evidence<readonly WorkflowRun[]>,
): readonly CollectedTests[] {
  const replaced = replacedIds(runs.state === 'present' ? runs.value : []);
  const current = newestAttempts(tests.filter(({ source }) => !replaced.has(source.runId ?? 0)));
  const withReport = new Set(
    current.filter(({ report }) => report.origin === 'report').map(({ source }) => source.runId),
  );
  return current
    .filter(({ report, source }) => report.origin === 'report' || !withReport.has(source.runId))
    .sort(byRunAndJob);
}

/**
 * Returns why it cannot be determined which reports count; empty when it can. Reports of runs need
 * the list of runs, to leave out replaced runs and other code. Local reports do not.
 */
export function whyNotCountable(
  tests: readonly CollectedTests[],
  runs: Evidence<readonly WorkflowRun[]>,
): string {
  if (runs.state === 'present' || tests.every(({ source }) => source.runId === undefined))
    return '';
  return `which of the reports count cannot be determined: ${runs.why}`;
}

/** Returns the ids of runs that do not count: replaced by a newer run, or of other code. */
function replacedIds(runs: readonly WorkflowRun[]): ReadonlySet<number> {
  const counted = new Set(countedRuns(runs).counted);
  return new Set(runs.filter((run) => !counted.has(run)).map(({ id }) => id));
}

function newestAttempts(tests: readonly CollectedTests[]): readonly CollectedTests[] {
  const newest = new Map<string, number>();
  const keyOf = ({ source, leg }: CollectedTests): string =>
    JSON.stringify([source.runId, source.job, leg, source.what, source.path]);
  for (const one of tests) {
    newest.set(keyOf(one), Math.max(newest.get(keyOf(one)) ?? 0, one.source.attempt ?? 0));
  }
  return tests.filter((one) => (one.source.attempt ?? 0) === newest.get(keyOf(one)));
}

function worstRunOfEachWorkflow(
  tests: readonly CollectedTests[],
  runs: readonly WorkflowRun[],
  worse: WorseFirst,
): CollectedTests[] {
  const pathOf = new Map(runs.map(({ id, path }) => [id, path]));
  const byPath = new Map<string, Map<number, CollectedTests[]>>();
  for (const one of tests) {
    const id = one.source.runId ?? 0;
    // A run that is not in the list counts as a workflow of its own.
    const path = pathOf.get(id) ?? String(id);
    const ofPath = byPath.get(path) ?? new Map<number, CollectedTests[]>();
    byPath.set(path, ofPath.set(id, [...(ofPath.get(id) ?? []), one]));
  }
  return [...byPath.values()].flatMap(
    (ofPath) =>
      [...ofPath.values()].sort((a, b) => worse(a, b) || runIdOf(a) - runIdOf(b))[0] ?? [],
  );
}

function runIdOf(tests: readonly CollectedTests[]): number {
  return tests[0]?.source.runId ?? 0;
}

const lowestPassRateFirst: WorseFirst = (a, b) => {
  const [left, right] = [sumCounts(a), sumCounts(b)];
  return comparePassRates(left.passed, failureCount(left), right.passed, failureCount(right));
};

export function isFailing({ outcome }: NamedCase): boolean {
  return outcome === 'failed' || outcome === 'errored';
}

/** Returns the number of failed and errored tests. */
export function failureCount({ failed, errored }: TestCounts): number {
  return failed + errored;
}

/** Compares two pass rates exactly, the lower first; zero passed tests is the lowest. */
export function comparePassRates(
  passed: number,
  failed: number,
  otherPassed: number,
  otherFailed: number,
): number {
  if (passed === 0 || otherPassed === 0) return passed - otherPassed;
  return passed * (otherPassed + otherFailed) - otherPassed * (passed + failed);
}

/** Returns the sum over reports. A test of two matrix jobs counts twice, because it ran twice. */
export function sumCounts(tests: readonly CollectedTests[]): TestCounts {
  return tests.map(({ report }) => report.counts).reduce(addCounts, NO_TESTS);
}

export function addCounts(a: TestCounts, b: TestCounts): TestCounts {
  return {
    tests: a.tests + b.tests,
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    errored: a.errored + b.errored,
    skipped: a.skipped + b.skipped,
    flaky: a.flaky + b.flaky,
  };
}

function byRunAndJob(a: CollectedTests, b: CollectedTests): number {
  return (
    (a.source.runId ?? 0) - (b.source.runId ?? 0) ||
    byCodeUnit(a.leg, b.leg) ||
    byCodeUnit(a.source.what, b.source.what) ||
    byCodeUnit(a.source.path ?? '', b.source.path ?? '')
  );
}

/** Returns `17 passed, 18 failed (18 deferred)`; errors and skips only when there are any. */
export function formatCounts(counts: TestCounts, deferred: number): string {
  const parts = [`${grouped(counts.passed)} passed`, `${grouped(counts.failed)} failed`];
  if (counts.errored > 0) parts.push(`${grouped(counts.errored)} errored`);
  const bad =
    deferred > 0 ? `${parts.join(', ')} (${grouped(deferred)} deferred)` : parts.join(', ');
  return counts.skipped > 0 ? `${bad}, ${grouped(counts.skipped)} skipped` : bad;
}

/** How many failures live deferrals cover, and which remain. */
export interface CoveredFailures {
  /** Failed and errored together. */
  readonly failures: number;
  readonly covered: number;
  /** Failures that no live deferral covers, and those whose names were cut off. */
  readonly uncovered: number;
  /** The uncovered failures that have a name, with their reports. */
  readonly named: readonly { readonly test: NamedCase; readonly in: CollectedTests }[];
  readonly deferrals: readonly string[];
}

export function coveredFailures(
  tests: readonly CollectedTests[],
  cover: DeferralCover,
): CoveredFailures {
  const failures = failureCount(sumCounts(tests));
  const failed = tests.flatMap((one) =>
    one.report.cases
      .filter(isFailing)
      .map((test) => ({ test, in: one, deferrals: cover.test(test.id) })),
  );
  const excused = failed.filter(({ deferrals }) => deferrals.length > 0);
  const covered = Math.min(excused.length, failures);
  return {
    failures,
    covered,
    uncovered: failures - covered,
    named: failed.filter(({ deferrals }) => deferrals.length === 0),
    deferrals: [...new Set(excused.flatMap(({ deferrals }) => deferrals))].sort(),
  };
}
