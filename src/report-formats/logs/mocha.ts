import type { LogRecogniser } from './log-reading.ts';
import { testsReading } from './single-line.ts';

const FORMAT = 'log:mocha';
const PASSING = /^ {2}(\d+) passing \([\d.]+(?:ms|s|m|h)\)$/;
const REST = /^ {2}(\d+) (pending|failing)$/;

/** mocha and Cypress: `2 passing (5ms)` and, below it, `1 pending` and `1 failing`. */
export const mocha: LogRecogniser = {
  format: FORMAT,
  scan(emit) {
    let open: { line: number; passed: number; failed: number; skipped: number } | undefined;
    const close = () => {
      if (open !== undefined) emit(testsReading(FORMAT, open.line, open));
      open = undefined;
    };
    return {
      line(text, number) {
        const passing = PASSING.exec(text)?.[1];
        if (passing !== undefined) {
          close();
          open = { line: number, passed: Number(passing), failed: 0, skipped: 0 };
          return;
        }
        const rest = REST.exec(text);
        if (rest !== null && open !== undefined) {
          open.line = number;
          open[rest[2] === 'failing' ? 'failed' : 'skipped'] = Number(rest[1]);
        } else if (text !== '') close();
      },
      boundary: close,
    };
  },
};
