import { sanitize } from './sanitize.ts';

/** Longest log line, in code points; half of what the runner keeps of an annotation's message. */
const maxLogPoints = 2000;

/**
 * One line that can be printed without the runner acting on it.
 *
 * The runner reads stdout and stderr line by line; `::name::` acts at the start of a line after any
 * blanks, `##[name]` anywhere in it (actions/runner v2.336.0, Runner.Common/ActionCommand.cs, read
 * 2026-11-22), and `core.info` does not escape. Apply it to the whole line, after its parts are put
 * together: two harmless halves can make a command.
 */
export function safeLogLine(untrusted: string): string {
  const line = sanitize(untrusted, maxLogPoints).trimEnd().replaceAll('##[', '## [');
  return line.trimStart().startsWith('::') ? `> ${line.trimStart()}` : line;
}
