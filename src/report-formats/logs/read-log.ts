import { stripEscapes } from '../base/report-text.ts';
import type { LogReading, LogRecognizer } from './log-reading.ts';
import { LOG_RECOGNIZERS } from './registry.ts';

/** Maximum number of readings of one log; the last ones are kept. */
export const MAX_READINGS = 10_000;
/** The runner prints a step's command in a group of this name before running it. */
const COMMAND = /^##\[group\]Run\b/;
const END = /^##\[endgroup\]/;

/** Reads the totals that tools printed from a job's log, line by line. */
class LogReader {
  readonly #scans: ReturnType<LogRecognizer['scan']>[];
  #readings: LogReading[] = [];
  #number = 0;
  #dropped = 0;
  #inCommand = false;

  constructor(recognizers: readonly LogRecognizer[] = LOG_RECOGNIZERS) {
    this.#scans = recognizers.map((recognizer) =>
      recognizer.scan((reading) => this.#keep(reading)),
    );
  }

  /** Takes the next line as GitHub stores it, without its line break. */
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

  /** Returns the readings in line order. Call once, after the last line. */
  end(): readonly LogReading[] {
    this.#boundary();
    this.#trim();
    return this.#readings;
  }

  /** Number of earlier readings that were dropped. */
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
    // A run is reported at its end, which may be lines later; the sort is stable.
    this.#readings.sort((a, b) => a.line - b.line);
    this.#dropped += Math.max(0, this.#readings.length - MAX_READINGS);
    this.#readings = this.#readings.slice(-MAX_READINGS);
  }
}

/**
 * Returns the totals that test and coverage tools printed into a log: one reading per run. The text
 * of an echoed command does not count. `say` receives a phrase about dropped readings.
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

/** Maximum UTF-16 units of a line that are matched; totals are short. */
const MAX_LINE = 1000;
/** GitHub writes the time before each line; `gh run view --log` adds the job and step. */
const STAMP = /^\ufeff?(?:[^\t]*\t[^\t]*\t\ufeff?)?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z ?/;

/** Returns a line as the tool printed it: without timestamp, colors, and carriage returns. */
function logLine(raw: string): string {
  const text = stripEscapes(raw.slice(0, MAX_LINE).replace(STAMP, ''));
  // A progress display overwrites its line; the last part stays visible.
  const end = text.replace(/(?<!\r)\r+$/, '');
  return end.slice(end.lastIndexOf('\r') + 1).trimEnd();
}
