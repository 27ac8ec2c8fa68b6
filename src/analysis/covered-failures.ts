import type { NamedCase } from '../model/reports.ts';
import type { DeferralCover } from './deferral-cover.ts';
import type { CollectedTests } from './tests-evidence.ts';

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
