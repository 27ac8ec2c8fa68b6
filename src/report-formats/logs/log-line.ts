import { stripEscapes } from '../base/plain-text.ts';

/** Totals are short; of a longer line only the beginning is looked at, in UTF-16 units. */
const MAX_LINE = 1000;

/** GitHub puts the time before each line, `gh run view --log` the job and the step before that. */
const STAMP = /^\ufeff?(?:[^\t]*\t[^\t]*\t\ufeff?)?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z ?/;

/** A line as the tool printed it: without timestamp, colours and carriage returns. */
export function logLine(raw: string): string {
  const text = stripEscapes(raw.slice(0, MAX_LINE).replace(STAMP, ''));
  // A progress display overwrites its line; what stands last is what was left to see.
  const end = text.replace(/\r+$/, '');
  return end.slice(end.lastIndexOf('\r') + 1).trimEnd();
}
