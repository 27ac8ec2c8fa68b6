import { byCodeUnit } from '../lib/by-code-unit.ts';
import type { Evidence } from '../model/evidence.ts';
import type { WorkflowRun } from '../model/run.ts';
import {
  type CollectedReport,
  type NamedCase,
  NO_TESTS,
  type TestCounts,
  type TestReport,
} from '../model/test-report.ts';
import type { DeferralCover } from './deferrals.ts';
import { countedRuns } from './runs.ts';

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

/** `17 passed, 18 failed (18 deferred)`; errors and skips are named when there are any. */
export function countsInWords(counts: TestCounts, deferred: number): string {
  const parts = [`${counts.passed} passed`, `${counts.failed} failed`];
  if (counts.errored > 0) parts.push(`${counts.errored} errored`);
  const bad = deferred > 0 ? `${parts.join(', ')} (${deferred} deferred)` : parts.join(', ');
  return counts.skipped > 0 ? `${bad}, ${counts.skipped} skipped` : bad;
}

/** How many failures live deferrals explain, and which remain. */
export interface CoveredFailures {
  /** Failed and errored together. */
  readonly failures: number;
  readonly covered: number;
  /** Failures that no live deferral names, and those a cap left unnamed: nobody can excuse what has no name. */
  readonly uncovered: number;
  /** The uncovered ones that have a name, with where they were reported. */
  readonly named: readonly { readonly test: NamedCase; readonly in: CollectedTests }[];
  readonly deferrals: readonly string[];
}

export function coveredFailures(
  tests: readonly CollectedTests[],
  cover: DeferralCover,
): CoveredFailures {
  const failures = tests.reduce(
    (sum, { report: { counts } }) => sum + counts.failed + counts.errored,
    0,
  );
  const failed = tests.flatMap((one) =>
    one.report.cases
      .filter(({ outcome }) => outcome === 'failed' || outcome === 'errored')
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
