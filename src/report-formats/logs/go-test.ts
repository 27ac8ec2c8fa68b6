import { noCounts, testCounts } from '../test-results/group-tally.ts';
import type { LogReading, LogRecognizer } from './log-reading.ts';

const FORMAT = 'log:go-test';
const PACKAGE = /^(ok|FAIL) {0,2}\t(\S+)\t?(.*)$/;
const TEST = /^ *--- (PASS|FAIL|SKIP): \S+ \([\d.]+s\)$/;
const VERBOSE = /^=== RUN {3}\S/;
const COVERAGE = /^(?:coverage: |.*\tcoverage: )(\d+(?:\.\d+)?)% of statements/;
/** Maximum number of packages of one run; beyond, a repeated name begins no new run. */
const MAX_PACKAGES = 10_000;

/**
 * `go test`: a line for each package and, with `-v`, for each test. Without `-v` it does not print
 * passed tests, so packages are counted. A repeated package begins a new run.
 */
export const goTest: LogRecognizer = {
  format: FORMAT,
  scan(emit) {
    let run = new GoRun();
    const close = () => {
      const reading = run.reading();
      if (reading !== undefined) emit(reading);
      run = new GoRun();
    };
    return {
      line(text, number) {
        const coverage = COVERAGE.exec(text)?.[1];
        if (coverage !== undefined) emit(coverageReading(number, Number(coverage)));
        const [, result, name = '', rest = ''] = PACKAGE.exec(text) ?? [];
        if (result === undefined) {
          run.test(text);
          return;
        }
        if (run.has(name)) close();
        run.package(name, { result, rest, line: number });
      },
      boundary: close,
    };
  },
};

function coverageReading(line: number, percent: number): LogReading {
  return { kind: 'coverage', format: FORMAT, line, measure: 'statements', percent };
}

class GoRun {
  readonly #packages = new Set<string>();
  readonly #tests = noCounts();
  readonly #results = noCounts();
  #verbose = false;
  #failedBefore = 0;
  #line = 0;

  has(name: string): boolean {
    return this.#packages.has(name);
  }

  test(text: string): void {
    this.#verbose ||= VERBOSE.test(text);
    const result = TEST.exec(text)?.[1];
    if (result === 'PASS') this.#tests.passed++;
    if (result === 'FAIL') this.#tests.failed++;
    if (result === 'SKIP') this.#tests.skipped++;
  }

  package(
    name: string,
    { result, rest, line }: { result: string; rest: string; line: number },
  ): void {
    if (this.#packages.size < MAX_PACKAGES) this.#packages.add(name);
    this.#line = line;
    if (result === 'ok') {
      // With `-run`, a package may have no test of that name.
      if (!rest.includes('[no tests to run]')) this.#results.passed++;
      return;
    }
    const broken = /\[(?:build|setup) failed\]/.test(rest) || name === '[build';
    this.#results[broken ? 'errored' : 'failed']++;
    // A package that did not build, or panicked before its first test, has no failed test.
    if (this.#tests.failed === this.#failedBefore) this.#tests.errored++;
    this.#failedBefore = this.#tests.failed;
  }

  reading(): LogReading | undefined {
    if (this.#line === 0) return undefined;
    const unit = this.#verbose ? 'tests' : 'packages';
    const counts = testCounts(this.#verbose ? this.#tests : this.#results);
    return { kind: 'tests', format: FORMAT, line: this.#line, unit, counts };
  }
}
