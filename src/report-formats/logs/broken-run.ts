import type { LogReading, LogRecognizer } from './log-reading.ts';
import { testsReading } from './single-line.ts';

/**
 * Returns the recognizer with runs that broke: a line that matches `broken` is one error of the
 * totals that follow it, unless they have failures, and a reading of its own when none follow before
 * the step ends. A tool that repeats the line counts once.
 */
export function withBrokenRuns(recognizer: LogRecognizer, broken: RegExp): LogRecognizer {
  return {
    format: recognizer.format,
    scan(emit) {
      let brokenAt = 0;
      const inner = recognizer.scan((reading) => {
        emit(brokenAt > 0 ? withError(reading) : reading);
        brokenAt = 0;
      });
      return {
        line(text, number) {
          if (brokenAt === 0 && broken.test(text)) brokenAt = number;
          inner.line(text, number);
        },
        boundary() {
          inner.boundary();
          if (brokenAt > 0) emit(testsReading(recognizer.format, brokenAt, { errored: 1 }));
          brokenAt = 0;
        },
      };
    },
  };
}

/** Returns the totals of a broken run: with one error more when nothing in them failed. */
function withError(reading: LogReading): LogReading {
  if (reading.kind !== 'tests' || reading.counts.failed + reading.counts.errored > 0) {
    return reading;
  }
  return testsReading(reading.format, reading.line, { ...reading.counts, errored: 1 });
}
