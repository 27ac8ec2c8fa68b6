import type { CaseOutcome, TestCounts } from '../../model/reports.ts';
import type { ReadReport } from '../base/format.ts';
import { readOutcome, unreadableReport } from '../base/read-outcome.ts';
import type { TestTally } from './test-tally.ts';

/** What a report's own summary says; `bad` is failed and errored together. */
export interface Claims {
  readonly tests?: number | undefined;
  readonly passed?: number | undefined;
  readonly bad?: number | undefined;
  readonly skipped?: number | undefined;
}

/**
 * Ends a test report. Counts are those of the cases; where the report's summary says otherwise a
 * note says both, and a summary without any case is unreadable, because nothing stands behind it.
 */
export function testsOutcome(format: string, tally: TestTally, claims: Claims = {}): ReadReport {
  const claimed = claims.tests ?? 0;
  if (tally.cases === 0 && claimed > 0) {
    return unreadableReport(
      format,
      `The summary speaks of ${claimed} tests and the report names none; have the tool write every test.`,
    );
  }
  for (const note of contradictions(tally.counts, claims)) tally.note(note);
  return readOutcome(format, { kind: 'tests', report: tally.report() });
}

function contradictions(counts: TestCounts, claims: Claims): string[] {
  const pairs = [
    ['tests', claims.tests, counts.tests],
    ['passed', claims.passed, counts.passed],
    ['failed or errored', claims.bad, counts.failed + counts.errored],
    ['skipped', claims.skipped, counts.skipped],
  ] as const;
  return pairs
    .filter(([, claimed, counted]) => claimed !== undefined && claimed !== counted)
    .map(
      ([what, claimed, counted]) =>
        `The report's summary says ${claimed} ${what}, its cases say ${counted}; the cases count.`,
    );
}

/** A status word as an outcome; a word that the format does not know is an error, never a pass. */
export function outcomeOf(
  words: Readonly<Record<string, CaseOutcome>>,
  word: string,
): { readonly outcome: CaseOutcome; readonly unknown: string } {
  const outcome = Object.hasOwn(words, word) ? words[word] : undefined;
  return outcome === undefined
    ? {
        outcome: 'errored',
        unknown: `The report gives the status "${word}", which its format does not know.`,
      }
    : { outcome, unknown: '' };
}
