import { type Counts, noCounts } from '../test-results/group-tally.ts';
import type { LogRecognizer } from './log-reading.ts';
import { testsReading } from './single-line.ts';

const FORMAT = 'log:playwright';
const RUNNING = /^Running \d+ tests? using \d+ workers?(?:, shard \d+ of \d+)?$/;
const TOTAL =
  /^ {2}(\d+) (failed|interrupted|flaky|skipped|did not run|passed)(?: \([\d.]+(?:ms|s|m|h)\))?$/;
const ERROR = /^ {2}(\d+) errors? (?:was|were) not a part of any test/;

/** Playwright's list, line, and dot reporters: totals by outcome on separate lines. */
export const playwright: LogRecognizer = {
  format: FORMAT,
  scan(emit) {
    let run: { line: number; readonly counts: Counts } | undefined;
    const close = () => {
      if (run !== undefined && run.line > 0) emit(testsReading(FORMAT, run.line, run.counts));
      run = undefined;
    };
    return {
      line(text, number) {
        if (RUNNING.test(text)) {
          close();
          run = { line: 0, counts: noCounts() };
        }
        if (run === undefined) return;
        const [, count, word = 'error'] = TOTAL.exec(text) ?? ERROR.exec(text) ?? [];
        if (count === undefined) return;
        run.line = number;
        add(run.counts, word, Number(count));
      },
      boundary: close,
    };
  },
};

/**
 * An interrupted test has no verdict; a test that did not run was skipped by a failure before it.
 */
function add(counts: Counts, word: string, count: number): void {
  if (word === 'failed') counts.failed += count;
  else if (word === 'skipped' || word === 'did not run') counts.skipped += count;
  else if (word === 'passed' || word === 'flaky') counts.passed += count;
  else counts.errored += count;
  if (word === 'flaky') counts.flaky += count;
}
