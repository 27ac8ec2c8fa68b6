import type { ReadReport } from '../base/format.ts';
import { readOutcome, unreadableReport } from '../base/read-outcome.ts';
import type { CoverageTally } from './coverage-tally.ts';

/** Ends a coverage report: unreadable when the tally met trouble, empty when no line was in it. */
export function coverageOutcome(format: string, tally: CoverageTally): ReadReport {
  return tally.trouble === undefined
    ? readOutcome(format, { kind: 'coverage', report: tally.report() })
    : unreadableReport(format, tally.trouble);
}
