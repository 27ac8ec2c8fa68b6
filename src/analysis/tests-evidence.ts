import { byCodeUnit } from '../lib/canonical-json.ts';
import { type Evidence, NO_TESTS } from '../model/evidence.ts';
import type { CollectedReport, TestCounts, TestReport } from '../model/reports.ts';
import type { WorkflowRun } from '../model/run.ts';
import { countedRuns } from './counted-runs.ts';

export type CollectedTests = CollectedReport<TestReport>;

/** Order of two runs' reports by which is worse, the worst first. */
export type WorseFirst = (a: readonly CollectedTests[], b: readonly CollectedTests[]) => number;

/**
 * The reports whose results count, in a stable order. Of one workflow's runs the worse one speaks;
 * of one leg's attempts the newest; a log only where its run has no report.
 */
export function countedTests(
  tests: readonly CollectedTests[],
  runs: Evidence<readonly WorkflowRun[]>,
  worse: WorseFirst = lowestShareFirst,
): readonly CollectedTests[] {
  const known = runs.state === 'present' ? runs.value : [];
  return worstRunOfEachWorkflow(currentReports(tests, runs), known, worse).sort(inOrder);
}

/** The newest reports of every run that counts: what happened in one run is not undone by a worse one. */
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
    .sort(inOrder);
}

/**
 * Why nobody can say which of the reports count; empty when it can be said. Reports of a run need
 * the runs, to leave out what was replaced or ran on other code; those of a workspace don't.
 */
export function uncountable(
  tests: readonly CollectedTests[],
  runs: Evidence<readonly WorkflowRun[]>,
): string {
  if (runs.state === 'present' || tests.every(({ source }) => source.runId === undefined))
    return '';
  return `which of the reports count cannot be told: ${runs.why}`;
}

/** Runs whose results no longer count: replaced by a newer run, or of other code. */
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
    // A run that nobody knows has no twin.
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

const lowestShareFirst: WorseFirst = (a, b) => {
  const [left, right] = [sumCounts(a), sumCounts(b)];
  return compareShares(left.passed, failuresOf(left), right.passed, failuresOf(right));
};

function failuresOf({ failed, errored }: TestCounts): number {
  return failed + errored;
}

/** Order of two shares of passed tests, the lower first, exact; nothing passed is the lowest. */
export function compareShares(
  passed: number,
  failed: number,
  otherPassed: number,
  otherFailed: number,
): number {
  if (passed === 0 || otherPassed === 0) return passed - otherPassed;
  return passed * (otherPassed + otherFailed) - otherPassed * (passed + failed);
}

/** Sum over legs and reports; their identities are not merged, because a test of two legs ran twice. */
export function sumCounts(tests: readonly CollectedTests[]): TestCounts {
  return tests.reduce<TestCounts>(
    (sum, { report: { counts } }) => ({
      tests: sum.tests + counts.tests,
      passed: sum.passed + counts.passed,
      failed: sum.failed + counts.failed,
      errored: sum.errored + counts.errored,
      skipped: sum.skipped + counts.skipped,
      flaky: sum.flaky + counts.flaky,
    }),
    NO_TESTS,
  );
}

function inOrder(a: CollectedTests, b: CollectedTests): number {
  return (
    (a.source.runId ?? 0) - (b.source.runId ?? 0) ||
    byCodeUnit(a.leg, b.leg) ||
    byCodeUnit(a.source.what, b.source.what) ||
    byCodeUnit(a.source.path ?? '', b.source.path ?? '')
  );
}
