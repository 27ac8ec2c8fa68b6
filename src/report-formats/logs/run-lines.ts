import rows from '../../tables/log-lines.yaml';
import { testCounts } from '../test-results/group-tally.ts';
import type { LogReading, LogRecognizer } from './log-reading.ts';
import { testsReading } from './single-line.ts';

/** A line of a log that says more about a run than its totals. */
export interface RunLine {
  readonly format: string;
  readonly means: 'broken' | 'empty' | 'begun';
  readonly line: RegExp;
  readonly after?: RegExp;
  readonly says: readonly string[];
  readonly meaning: string;
  readonly source: string;
}

export const RUN_LINES = rows as readonly RunLine[];

/**
 * Returns the recognizer with what a log says of the run itself. A broken run is one error of the
 * totals that follow, unless they have failures, and a reading of its own when none follow in its
 * step; a tool that repeats the line counts once. A run that began without totals is one error too.
 */
export function withRunLines(recognizer: LogRecognizer): LogRecognizer {
  const { format } = recognizer;
  const lines = RUN_LINES.filter((one) => one.format === format);
  return {
    format,
    scan(emit) {
      const run = new RunState(lines);
      const error = (line: number) => emit(testsReading(format, line, { errored: 1 }));
      const inner = recognizer.scan((reading) => {
        emit(run.brokenAt > 0 ? withError(reading) : reading);
        if (reading.kind === 'tests') run.end();
      });
      return {
        line(text, number) {
          if (run.isEmpty(text)) {
            emit(testsReading(format, number, {}));
            run.end();
          }
          run.break(text, number);
          inner.line(text, number);
          run.begin(text, number);
        },
        boundary() {
          inner.boundary();
          const at = run.brokenAt || run.begunAt;
          if (at > 0) error(at);
          run.reset();
        },
      };
    },
  };
}

/** What was read of the run since its step began. */
class RunState {
  brokenAt = 0;
  /** Lines of the runs that began and have no totals yet; those of parallel modules overlap. */
  #begun: number[] = [];
  readonly #lines: readonly RunLine[];
  readonly #seen = new Set<RegExp>();

  constructor(lines: readonly RunLine[]) {
    this.#lines = lines;
  }

  get begunAt(): number {
    return this.#begun[0] ?? 0;
  }

  isEmpty(text: string): boolean {
    return this.#has('empty', text);
  }

  break(text: string, number: number): void {
    if (this.brokenAt === 0 && this.#has('broken', text)) this.brokenAt = number;
  }

  begin(text: string, number: number): void {
    for (const { after } of this.#lines) {
      if (after?.test(text) === true) this.#seen.add(after);
    }
    if (this.#has('begun', text)) this.#begun = this.#append(number);
  }

  /** Ends the earliest run that began. */
  end(): void {
    this.brokenAt = 0;
    this.#begun = this.#begun.slice(1);
    this.#seen.clear();
  }

  reset(): void {
    this.brokenAt = 0;
    this.#begun = [];
    this.#seen.clear();
  }

  /** Progress has several lines, which are one run. */
  #append(number: number): number[] {
    return this.#seen.size > 0 ? [this.begunAt || number] : [...this.#begun, number].slice(-100);
  }

  #has(means: RunLine['means'], text: string): boolean {
    return this.#lines.some(
      (one) =>
        one.means === means &&
        (one.after === undefined || this.#seen.has(one.after)) &&
        one.line.test(text),
    );
  }
}

/** Returns the totals of a broken run: with one error more when nothing in them failed. */
function withError(reading: LogReading): LogReading {
  if (reading.kind !== 'tests' || reading.counts.failed + reading.counts.errored > 0) {
    return reading;
  }
  return { ...reading, counts: testCounts({ ...reading.counts, errored: 1 }) };
}
