import { stripEscapes } from '../base/report-text.ts';
import type { LogReading, LogRecogniser } from './log-reading.ts';
import { LOG_RECOGNISERS } from './registry.ts';

/** Totals are short; of a longer line only the beginning is looked at, in UTF-16 units. */
const MAX_LINE = 1000;

/** GitHub puts the time before each line, `gh run view --log` the job and the step before that. */
const STAMP = /^\ufeff?(?:[^\t]*\t[^\t]*\t\ufeff?)?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z ?/;

/** A line as the tool printed it: without timestamp, colours and carriage returns. */
function logLine(raw: string): string {
  const text = stripEscapes(raw.slice(0, MAX_LINE).replace(STAMP, ''));
  // A progress display overwrites its line; what stands last is what was left to see.
  const end = text.replace(/\r+$/, '');
  return end.slice(end.lastIndexOf('\r') + 1).trimEnd();
}

/** Readings kept of one log, the last ones; a log with more is a loop, not a build. */
export const MAX_READINGS = 10_000;

/** The runner echoes a step's command in a group of this name before it runs it. */
const COMMAND = /^##\[group\]Run\b/;
const END = /^##\[endgroup\]/;

/** Takes a job's log line by line and knows in the end which totals the tools printed. */
export class LogReader {
  readonly #scans: ReturnType<LogRecogniser['scan']>[];
  #readings: LogReading[] = [];
  #number = 0;
  #dropped = 0;
  #inCommand = false;

  constructor(recognisers: readonly LogRecogniser[] = LOG_RECOGNISERS) {
    this.#scans = recognisers.map((recogniser) =>
      recogniser.scan((reading) => this.#keep(reading)),
    );
  }

  /** The next line as GitHub stores it, with its timestamp and colours, without its line break. */
  line(raw: string): void {
    this.#number++;
    const text = logLine(raw);
    if (COMMAND.test(text)) {
      this.#boundary();
      this.#inCommand = true;
    }
    if (!this.#inCommand) for (const scan of this.#scans) scan.line(text, this.#number);
    if (END.test(text)) this.#inCommand = false;
  }

  /** What was read, in the order of the lines. Call once, after the last line. */
  end(): readonly LogReading[] {
    this.#boundary();
    this.#trim();
    return this.#readings;
  }

  /** How many earlier readings were more than are kept. */
  get dropped(): number {
    return this.#dropped;
  }

  #boundary(): void {
    for (const scan of this.#scans) scan.boundary();
  }

  #keep(reading: LogReading): void {
    this.#readings.push(reading);
    if (this.#readings.length >= MAX_READINGS * 2) this.#trim();
  }

  #trim(): void {
    // Runs are told at their end, which may be lines later; the sort is stable.
    this.#readings.sort((a, b) => a.line - b.line);
    this.#dropped += Math.max(0, this.#readings.length - MAX_READINGS);
    this.#readings = this.#readings.slice(-MAX_READINGS);
  }
}

/**
 * The totals that test and coverage tools printed into a log: one reading for each run, the last
 * totals of the run. What stands inside of an echoed command is no output and does not count. `say`
 * hears, as half a sentence, of readings that were left out.
 */
export function readLog(
  lines: Iterable<string>,
  say: (what: string) => void = () => undefined,
): readonly LogReading[] {
  const reader = new LogReader();
  for (const line of lines) reader.line(line);
  const readings = reader.end();
  if (reader.dropped > 0) {
    say(`${reader.dropped} earlier totals are left out: of one log the last ${MAX_READINGS} count`);
  }
  return readings;
}
