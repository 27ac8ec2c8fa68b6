import type { LogRecognizer } from './log-reading.ts';
import { numbersByWord, testsReading } from './single-line.ts';

const MOCHA = 'log:mocha';
const MOCHA_PASSING = /^ {2}(\d+) passing \([\d.]+(?:ms|s|m|h)\)$/;
const MOCHA_REST = /^ {2}(\d+) (pending|failing)$/;

/** mocha and Cypress: `2 passing (5ms)` and, below it, `1 pending` and `1 failing`. */
export const mocha: LogRecognizer = {
  format: MOCHA,
  scan(emit) {
    let open: { line: number; passed: number; failed: number; skipped: number } | undefined;
    const close = () => {
      if (open !== undefined) emit(testsReading(MOCHA, open.line, open));
      open = undefined;
    };
    return {
      line(text, number) {
        const passing = MOCHA_PASSING.exec(text)?.[1];
        if (passing !== undefined) {
          close();
          open = { line: number, passed: Number(passing), failed: 0, skipped: 0 };
          return;
        }
        const rest = MOCHA_REST.exec(text);
        if (rest !== null && open !== undefined) {
          open.line = number;
          open[rest[2] === 'failing' ? 'failed' : 'skipped'] = Number(rest[1]);
        } else if (text !== '') close();
      },
      boundary: close,
    };
  },
};

const NODE_TEST = 'log:node-test';
const NODE_TEST_NAMES = ['tests', 'suites', 'pass', 'fail', 'cancelled', 'skipped', 'todo'];
const NODE_TEST_TOTAL = /^(?:ℹ|#) (tests|suites|pass|fail|cancelled|skipped|todo) (\d+)$/;

/** node:test, `spec` and `tap` reporters: seven lines in a fixed order, unlike a comment. */
export const nodeTest: LogRecognizer = {
  format: NODE_TEST,
  scan(emit) {
    let found: number[] = [];
    return {
      line(text, number) {
        const [, name, count] = NODE_TEST_TOTAL.exec(text) ?? [];
        if (name === undefined || name !== NODE_TEST_NAMES[found.length]) found = [];
        if (name === NODE_TEST_NAMES[found.length]) found.push(Number(count));
        if (found.length < NODE_TEST_NAMES.length) return;
        const [, , passed = 0, failed = 0, errored = 0, skipped = 0, todo = 0] = found;
        emit(testsReading(NODE_TEST, number, { passed, failed, errored, skipped: skipped + todo }));
        found = [];
      },
      boundary() {
        found = [];
      },
    };
  },
};

const JEST = 'log:jest';
const JEST_PARTS = String.raw`((?:\d+ (?:failed|skipped|todo|passed), )*(?:\d+ of )?\d+ total)$`;
const JEST_SUITES = new RegExp(`^Test Suites: ${JEST_PARTS}`);
const JEST_TESTS = new RegExp(String.raw`^Tests:\s+${JEST_PARTS}`);

/**
 * jest: `Test Suites: …`, then `Tests: …`. A file that did not run is only in the first; after a
 * bail-out or an interrupt it says `3 of 9 total` (jestjs/jest, getSummary.ts, read 2026-11).
 */
export const jest: LogRecognizer = {
  format: JEST,
  scan(emit) {
    let failedSuites = 0;
    let notRun = 0;
    return {
      line(text, number) {
        const suites = JEST_SUITES.exec(text)?.[1];
        if (suites !== undefined) {
          failedSuites = numbersByWord(suites).get('failed') ?? 0;
          notRun = suitesNotRun(suites);
        }
        const tests = JEST_TESTS.exec(text)?.[1];
        if (tests === undefined) return;
        emit(testsReading(JEST, number, jestCounts(tests, failedSuites, notRun)));
        failedSuites = 0;
        notRun = 0;
      },
      boundary() {
        failedSuites = 0;
        notRun = 0;
      },
    };
  },
};

function suitesNotRun(suites: string): number {
  const [, ran, total] = /(?<!\d)(\d+) of (\d+) total$/.exec(suites) ?? [];
  return ran === undefined ? 0 : Math.max(0, Number(total) - Number(ran));
}

/** Returns the counts; test files that did not run are one error when nothing else failed. */
function jestCounts(tests: string, failedSuites: number, notRun: number) {
  const numbers = numbersByWord(tests);
  const of = (word: string) => numbers.get(word) ?? 0;
  return {
    passed: of('passed'),
    failed: of('failed'),
    errored: of('failed') === 0 ? failedSuites || Math.min(1, notRun) : 0,
    skipped: of('skipped') + of('todo'),
  };
}
