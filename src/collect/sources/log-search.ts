import { runInNewContext } from 'node:vm';
import { cut, stripEscapes } from '../../report-formats/base/report-text.ts';

/** Lines are cut before they are searched; readiness is said at the beginning of a line. */
const MAX_LINE = 2_000;
const MAX_MILLISECONDS = 2_000;
const MAX_EXCERPT = 200;

export type LogSearch =
  /** `line` is 1-based. */
  | { readonly state: 'matched'; readonly line: number; readonly excerpt: string }
  | { readonly state: 'unmatched' }
  | { readonly state: 'unreadable'; readonly why: string };

/**
 * The first line of a job's log that a regular expression matches; timestamps and colours are taken
 * off first. The log is anybody's text and the expression may be slow on it, so the search runs under
 * a time limit.
 */
export function searchLog(log: string, pattern: string): LogSearch {
  const lines = log.split('\n').map(plainLine);
  let index: unknown;
  try {
    const expression = new RegExp(pattern, 'u');
    const search = 'lines.findIndex((line) => expression.test(line))';
    index = runInNewContext(search, { lines, expression }, { timeout: MAX_MILLISECONDS });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { state: 'unreadable', why: `the log could not be searched for ${pattern}: ${why}` };
  }
  if (typeof index !== 'number' || index < 0) return { state: 'unmatched' };
  const excerpt = cut((lines[index] ?? '').trim(), MAX_EXCERPT);
  return { state: 'matched', line: index + 1, excerpt };
}

/** GitHub begins every line with a time in seven decimals (platform facts, read 2026-11-22). */
function plainLine(line: string): string {
  const bounded = line.slice(0, MAX_LINE).replace(/^\uFEFF?\d{4}-\d\d-\d\dT[\d:.]+Z /, '');
  return stripEscapes(bounded).replace(/\r$/, '');
}
