import type { LogRecogniser } from './log-reading.ts';
import { testsReading } from './single-line.ts';

const FORMAT = 'log:junit-console';
const LINE = /^\[ +(\d+) tests (found|skipped|started|aborted|successful|failed) +\]$/;

/** JUnit's console launcher: a framed line for each number, of which `failed` comes last. */
export const junitConsole: LogRecogniser = {
  format: FORMAT,
  scan(emit) {
    let numbers = new Map<string, number>();
    return {
      line(text, number) {
        const [, count, word = ''] = LINE.exec(text) ?? [];
        if (count === undefined) return;
        if (word === 'found') numbers = new Map();
        numbers.set(word, Number(count));
        if (word !== 'failed') return;
        emit(
          testsReading(FORMAT, number, {
            passed: numbers.get('successful') ?? 0,
            failed: Number(count),
            // A broken assumption aborts a test, which JUnit's XML calls skipped.
            skipped: (numbers.get('skipped') ?? 0) + (numbers.get('aborted') ?? 0),
          }),
        );
        numbers = new Map();
      },
      boundary() {
        numbers = new Map();
      },
    };
  },
};
