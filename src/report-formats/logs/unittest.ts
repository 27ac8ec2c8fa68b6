import type { LogRecogniser } from './log-reading.ts';
import { numbersByName, testsReading } from './single-line.ts';

const FORMAT = 'log:unittest';
const RAN = /^Ran (\d+) tests? in \d+(?:\.\d+)?s$/;
const RESULT = /^(?:OK|FAILED|NO TESTS RAN)(?: \((.*)\))?$/;
/** Lines between the two halves of the totals; there is one, an empty one. */
const MAX_DISTANCE = 3;

/** Python's unittest and Django's test runner: `Ran 5 tests in 0.1s`, then `FAILED (failures=1)`. */
export const unittest: LogRecogniser = {
  format: FORMAT,
  scan(emit) {
    let ran: { readonly tests: number; readonly line: number } | undefined;
    return {
      line(text, number) {
        const tests = RAN.exec(text)?.[1];
        if (tests !== undefined) ran = { tests: Number(tests), line: number };
        const result = RESULT.exec(text);
        if (result === null || ran === undefined) return;
        if (number - ran.line <= MAX_DISTANCE) {
          emit(testsReading(FORMAT, number, countsOf(ran.tests, result[1] ?? '')));
        }
        ran = undefined;
      },
      boundary() {
        ran = undefined;
      },
    };
  },
};

/** A test that should have failed and did not fails the run. Subtests fail one by one. */
function countsOf(tests: number, details: string) {
  const numbers = numbersByName(details);
  const of = (name: string) => numbers.get(name) ?? 0;
  const failed = of('failures') + of('unexpected successes');
  const errored = of('errors');
  const skipped = of('skipped') + of('expected failures');
  return { passed: Math.max(0, tests - failed - errored - skipped), failed, errored, skipped };
}
