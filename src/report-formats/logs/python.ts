import type { LogRecognizer } from './log-reading.ts';
import { numbersByName, numbersByWord, singleLine, testsReading } from './single-line.ts';

const UNITTEST = 'log:unittest';
const UNITTEST_RAN = /^Ran (\d+) tests? in \d+(?:\.\d+)?s$/;
const UNITTEST_RESULT = /^(?:OK|FAILED|NO TESTS RAN)(?: \((.*)\))?$/;
/** Maximum distance of the two lines of totals; normally one empty line is between them. */
const MAX_DISTANCE = 3;

/** Python's unittest and Django's test runner: `Ran 5 tests in 0.1s`, then `FAILED (failures=1)`. */
export const unittest: LogRecognizer = {
  format: UNITTEST,
  scan(emit) {
    let ran: { readonly tests: number; readonly line: number } | undefined;
    return {
      line(text, number) {
        const tests = UNITTEST_RAN.exec(text)?.[1];
        if (tests !== undefined) ran = { tests: Number(tests), line: number };
        const result = UNITTEST_RESULT.exec(text);
        if (result === null || ran === undefined) return;
        if (number - ran.line <= MAX_DISTANCE) {
          emit(testsReading(UNITTEST, number, unittestCounts(ran.tests, result[1] ?? '')));
        }
        ran = undefined;
      },
      boundary() {
        ran = undefined;
      },
    };
  },
};

/** Returns the counts. An unexpected success fails the run; subtests fail one by one. */
function unittestCounts(tests: number, details: string) {
  const numbers = numbersByName(details);
  const of = (name: string) => numbers.get(name) ?? 0;
  const failed = of('failures') + of('unexpected successes');
  const errored = of('errors');
  const skipped = of('skipped') + of('expected failures');
  return { passed: Math.max(0, tests - failed - errored - skipped), failed, errored, skipped };
}

const PYTEST_PART = String.raw`\d+ (?:passed|failed|errors?|skipped|xfailed|xpassed|deselected|warnings?|rerun)`;
const PYTEST_TOTALS = new RegExp(
  String.raw`^(?:=+ )?(${PYTEST_PART}(?:, ${PYTEST_PART})*|no tests ran) in \d+(?:\.\d+)?s(?: \(\d+:\d\d:\d\d\))?(?: =+)?$`,
);

/**
 * pytest's last line, framed or from `-q`. Expected failures count as skipped, as in its JUnit
 * file. `rerun` counts attempts, the maximum of flaky tests.
 */
export const pytest = singleLine('log:pytest', (text) => {
  const totals = PYTEST_TOTALS.exec(text)?.[1];
  if (totals === undefined) return undefined;
  const numbers = numbersByWord(totals);
  const of = (word: string) => numbers.get(word) ?? 0;
  const passed = of('passed') + of('xpassed');
  const errored = of('error') + of('errors');
  const allPassed = of('failed') + errored === 0;
  return {
    passed,
    failed: of('failed'),
    errored,
    skipped: of('skipped') + of('xfailed'),
    flaky: allPassed ? Math.min(passed, of('rerun')) : 0,
  };
});
