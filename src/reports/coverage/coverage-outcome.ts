import type { ReadReport } from '../reading/format.ts';
import { readOutcome, unreadableReport } from '../reading/read-outcome.ts';
import type { CoverageTally } from './coverage-tally.ts';

/** Ends a coverage report: unreadable when the tally met trouble, empty when no line was in it. */
export function coverageOutcome(format: string, tally: CoverageTally): ReadReport {
  return tally.trouble === undefined
    ? readOutcome(format, { kind: 'coverage', report: tally.report() })
    : unreadableReport(format, tally.trouble);
}
