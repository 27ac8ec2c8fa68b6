import type { LogRecogniser } from './log-reading.ts';
import { testsReading } from './single-line.ts';

const FORMAT = 'log:node-test';
const NAMES = ['tests', 'suites', 'pass', 'fail', 'cancelled', 'skipped', 'todo'];
const TOTAL = /^(?:ℹ|#) (tests|suites|pass|fail|cancelled|skipped|todo) (\d+)$/;

/** node:test, `spec` and `tap` reporters: seven lines in one order, so that no comment is taken for them. */
export const nodeTest: LogRecogniser = {
  format: FORMAT,
  scan(emit) {
    let found: number[] = [];
    return {
      line(text, number) {
        const [, name, count] = TOTAL.exec(text) ?? [];
        if (name === undefined || name !== NAMES[found.length]) found = [];
        if (name === NAMES[found.length]) found.push(Number(count));
        if (found.length < NAMES.length) return;
        const [, , passed = 0, failed = 0, errored = 0, skipped = 0, todo = 0] = found;
        emit(testsReading(FORMAT, number, { passed, failed, errored, skipped: skipped + todo }));
        found = [];
      },
      boundary() {
        found = [];
      },
    };
  },
};
