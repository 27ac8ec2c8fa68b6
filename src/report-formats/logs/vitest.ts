import type { LogRecognizer } from './log-reading.ts';
import { numbersByWord, testsReading } from './single-line.ts';

const FORMAT = 'log:vitest';
const PARTS = String.raw`((?:\d+ [a-z ]+ \| )*\d+ [a-z ]+ \(\d+\)|no tests)$`;
const FILES = new RegExp(`^ *Test Files {2}${PARTS}`);
const TESTS = new RegExp(`^ *Tests {2}${PARTS}`);
const ERRORS = /^ *Errors {2}(\d+) errors?$/;
const RETRIED = /^ *✓ .*\(retry x\d+\)/;

/** vitest: `Test Files …`, `Tests …`, and, for errors outside of tests, `Errors …`. */
export const vitest: LogRecognizer = {
  format: FORMAT,
  scan(emit) {
    let run = new VitestRun();
    const close = () => {
      if (run.line > 0) emit(testsReading(FORMAT, run.line, run.counts()));
      run = new VitestRun();
    };
    return {
      line(text, number) {
        if (run.line > 0 && (/^ *RUN {2}/.test(text) || FILES.test(text))) close();
        run.take(text, number);
      },
      boundary: close,
    };
  },
};

class VitestRun {
  line = 0;
  #tests: ReadonlyMap<string, number> = new Map();
  #failedFiles = 0;
  #errors = 0;
  #retried = 0;

  take(text: string, number: number): void {
    if (RETRIED.test(text)) this.#retried++;
    const files = FILES.exec(text)?.[1];
    if (files !== undefined) this.#failedFiles = numbersByWord(files).get('failed') ?? 0;
    const tests = TESTS.exec(text)?.[1];
    if (tests !== undefined) {
      this.#tests = numbersByWord(tests);
      this.line = number;
    }
    const errors = ERRORS.exec(text)?.[1];
    if (errors !== undefined && this.line > 0) this.#errors = Number(errors);
  }

  counts() {
    const of = (word: string) => this.#tests.get(word) ?? 0;
    const failed = of('failed');
    const passed = of('passed') + of('expected');
    return {
      passed,
      failed,
      errored: this.#errors + (failed === 0 ? this.#failedFiles : 0),
      skipped: of('skipped') + of('todo'),
      flaky: Math.min(passed, this.#retried),
    };
  }
}
