import { type Counts, noCounts, testCounts } from '../test-results/group-tally.ts';
import type { LogReading, LogRecognizer } from './log-reading.ts';

/** Returns a recognizer for totals on one line; `read` returns undefined for any other line. */
export function singleLine(
  format: string,
  read: (text: string) => Partial<Counts> | undefined,
): LogRecognizer {
  return {
    format,
    scan: (emit) => ({
      line(text, number) {
        const counts = read(text);
        if (counts !== undefined) emit(testsReading(format, number, counts));
      },
      boundary: () => undefined,
    }),
  };
}

/** Returns a reading of tests; a missing count is 0. */
export function testsReading(format: string, line: number, counts: Partial<Counts>): LogReading {
  return {
    kind: 'tests',
    format,
    line,
    unit: 'tests',
    counts: testCounts({ ...noCounts(), ...counts }),
  };
}

/** Returns `3 passed, 1 failed` as numbers by word; repeated words add up. */
export function numbersByWord(text: string): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>();
  for (const [, count, word = ''] of text.matchAll(/(?<!\d)(\d+) ([a-z]+)/g)) {
    numbers.set(word, (numbers.get(word) ?? 0) + Number(count));
  }
  return numbers;
}

/** Returns `failures=1, errors=2` or `Failures: 1, Errors: 2` as numbers by lower-case name. */
export function numbersByName(text: string): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>();
  for (const [, name = '', count] of text.matchAll(/([A-Za-z][A-Za-z ]*)(?:=|:\s*)(\d+)/g)) {
    numbers.set(name.toLowerCase(), Number(count));
  }
  return numbers;
}

const PHPUNIT_OK = /^OK \((\d+) tests?, \d+ assertions?\)$/;
const PHPUNIT_TOTALS = /^Tests: \d+, Assertions: \d+(?:, [A-Z][A-Za-z ]+: \d+)*\.$/;

/** PHPUnit 8 to 12 and Pest's `--compact`. Incomplete tests count as skipped. */
export const phpunit = singleLine('log:phpunit', (text) => {
  const ok = PHPUNIT_OK.exec(text)?.[1];
  if (ok !== undefined) return { passed: Number(ok) };
  if (!PHPUNIT_TOTALS.test(text)) return undefined;
  const numbers = numbersByName(text);
  const of = (name: string) => numbers.get(name) ?? 0;
  const failed = of('failures');
  const errored = of('errors');
  const skipped = of('skipped') + of('incomplete');
  return {
    passed: Math.max(0, of('tests') - failed - errored - skipped),
    failed,
    errored,
    skipped,
  };
});

const RSPEC_TOTALS =
  /^(\d+) examples?, (\d+) failures?(?:, (\d+) pending)?(?:, (\d+) errors? occurred outside of examples)?$/;

/** RSpec's last line; an error outside of examples means that a file did not load. */
export const rspec = singleLine('log:rspec', (text) => {
  const [, examples, failed, skipped = 0, errored = 0] = RSPEC_TOTALS.exec(text) ?? [];
  if (examples === undefined) return undefined;
  return {
    passed: Math.max(0, Number(examples) - Number(failed) - Number(skipped)),
    failed: Number(failed),
    errored: Number(errored),
    skipped: Number(skipped),
  };
});
