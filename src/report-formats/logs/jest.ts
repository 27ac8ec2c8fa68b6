import type { LogRecogniser } from './log-reading.ts';
import { numbersByWord, testsReading } from './single-line.ts';

const FORMAT = 'log:jest';
const PARTS = String.raw`((?:\d+ (?:failed|skipped|todo|passed), )*\d+ total)$`;
const SUITES = new RegExp(`^Test Suites: ${PARTS}`);
const TESTS = new RegExp(String.raw`^Tests:\s+${PARTS}`);

/** jest: `Test Suites: …` and below it `Tests: …`. A file that did not run shows only in the first. */
export const jest: LogRecogniser = {
  format: FORMAT,
  scan(emit) {
    let failedSuites = 0;
    return {
      line(text, number) {
        const suites = SUITES.exec(text)?.[1];
        if (suites !== undefined) failedSuites = numbersByWord(suites).get('failed') ?? 0;
        const tests = TESTS.exec(text)?.[1];
        if (tests === undefined) return;
        emit(testsReading(FORMAT, number, countsOf(tests, failedSuites)));
        failedSuites = 0;
      },
      boundary() {
        failedSuites = 0;
      },
    };
  },
};

function countsOf(tests: string, failedSuites: number) {
  const numbers = numbersByWord(tests);
  const of = (word: string) => numbers.get(word) ?? 0;
  return {
    passed: of('passed'),
    failed: of('failed'),
    errored: of('failed') === 0 ? failedSuites : 0,
    skipped: of('skipped') + of('todo'),
  };
}
