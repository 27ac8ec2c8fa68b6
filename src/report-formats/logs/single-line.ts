import { type Counts, noCounts, testCounts } from '../test-results/group-tally.ts';
import type { LogReading, LogRecogniser } from './log-reading.ts';

/** A tool whose totals stand on one line; `read` answers undefined for any other line. */
export function singleLine(
  format: string,
  read: (text: string) => Partial<Counts> | undefined,
): LogRecogniser {
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

/** A reading of tests; what is not given is none. */
export function testsReading(format: string, line: number, counts: Partial<Counts>): LogReading {
  return {
    kind: 'tests',
    format,
    line,
    unit: 'tests',
    counts: testCounts({ ...noCounts(), ...counts }),
  };
}

/** `3 passed, 1 failed` as numbers by word; a word that comes twice is added up. */
export function numbersByWord(text: string): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>();
  for (const [, count, word = ''] of text.matchAll(/(\d+) ([a-z]+)/g)) {
    numbers.set(word, (numbers.get(word) ?? 0) + Number(count));
  }
  return numbers;
}

/** `failures=1, errors=2` or `Failures: 1, Errors: 2` as numbers by name in lower case. */
export function numbersByName(text: string): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>();
  for (const [, name = '', count] of text.matchAll(/([A-Za-z][A-Za-z ]*)(?:=|:\s*)(\d+)/g)) {
    numbers.set(name.toLowerCase(), Number(count));
  }
  return numbers;
}
