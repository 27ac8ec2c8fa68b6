import type { Evidence } from '../model/evidence.ts';
import type { WorkflowRun } from '../model/run.ts';
import {
  type CollectedReport,
  NO_TESTS,
  type TestCounts,
  type TestReport,
} from '../model/test-report.ts';
import { byCodeUnit } from './by-code-unit.ts';
import { countedRuns } from './counted-runs.ts';

export type CollectedTests = CollectedReport<TestReport>;

/**
 * The reports whose results count, in a stable order. Of one workflow's runs the worse one speaks;
 * of one leg's attempts the newest; a log only where its run has no report.
 */
export function countedTests(
  tests: readonly CollectedTests[],
  runs: Evidence<readonly WorkflowRun[]>,
): readonly CollectedTests[] {
  const known = runs.state === 'present' ? runs.value : [];
  const replaced = replacedIds(known);
  const current = newestAttempts(tests.filter(({ source }) => !replaced.has(source.runId ?? 0)));
  const withReport = new Set(
    current.filter(({ report }) => report.origin === 'report').map(({ source }) => source.runId),
  );
  const best = current.filter(
    ({ report, source }) => report.origin === 'report' || !withReport.has(source.runId),
  );
  return worstRunOfEachWorkflow(best, known).sort(inOrder);
}

/** Runs whose results no longer count: replaced by a newer run, or of other code. */
function replacedIds(runs: readonly WorkflowRun[]): ReadonlySet<number> {
  const { counted } = countedRuns(runs);
  return new Set(runs.filter((run) => !counted.includes(run)).map(({ id }) => id));
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
): CollectedTests[] {
  // Where no run is known, all reports may be of one workflow: the worst of them speaks.
  const pathOf = new Map(runs.map(({ id, path }) => [id, path]));
  const byPath = new Map<string, Map<number, CollectedTests[]>>();
  for (const one of tests) {
    const id = one.source.runId ?? 0;
    const path = pathOf.get(id) ?? '';
    const ofPath = byPath.get(path) ?? new Map<number, CollectedTests[]>();
    byPath.set(path, ofPath.set(id, [...(ofPath.get(id) ?? []), one]));
  }
  return [...byPath.values()].flatMap((ofPath) => [...ofPath.values()].sort(worseFirst)[0] ?? []);
}

function worseFirst(a: readonly CollectedTests[], b: readonly CollectedTests[]): number {
  const [left, right] = [sumCounts(a), sumCounts(b)];
  const rate = left.passed * right.tests - right.passed * left.tests;
  if (rate !== 0) return rate;
  if (left.tests !== right.tests) return left.tests - right.tests;
  return (a[0]?.source.runId ?? 0) - (b[0]?.source.runId ?? 0);
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
