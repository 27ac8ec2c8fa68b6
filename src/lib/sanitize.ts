import { redact } from './redact.ts';

/** Maximum length of a line that is shown, in code points. Names of a megabyte exist. */
export const MAX_LINE_POINTS = 300;

/** Maximum length of a line that is read, in UTF-16 units; the rest is never shown. */
const MAX_LINE_UNITS = 65_536;

/** Control sequences of terminals: colors and cursor moves (CSI), then titles and links (OSC). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: terminal sequences are made of them
const terminal = /(?:\x1B\[|\x9B)[0-?]*[ -/]*[@-~]|\x1B\][^\x07\x1B]*(?:\x07|\x1B\\)/g;

// Ranges, not \p{…}: the result must not depend on the Unicode tables of a runtime.
const emoji =
  '[\\u203C\\u2049\\u2100-\\u27FF\\u2900-\\u2BFF\\u3030\\u303D\\u3297\\u3299\\u{1F000}-\\u{1FAFF}]\\uFE0F?';
const invisible = [
  '\\0-\\x1F\\x7F-\\x9F\\xAD\\u034F\\u061C\\u115F\\u1160\\u17B4\\u17B5\\u180B-\\u180F\\u200B-\\u200F',
  '\\u202A-\\u202E\\u2060-\\u206F\\u2800\\u3164\\uFE00-\\uFE0F\\uFEFF\\uFFA0\\uFFF0-\\uFFFB\\uFFFE\\uFFFF',
  '\\u{1BCA0}-\\u{1BCA3}\\u{1D173}-\\u{1D17A}\\u{E0000}-\\u{E0FFF}',
].join('');
/** Joiners and selectors are part of an emoji; anywhere else they are hidden text. */
const emojiOrInvisible = new RegExp(`(?:${emoji})(?:\\u200D${emoji}){0,7}|[${invisible}]`, 'gu');
const invisibleOnly = new RegExp(`^[${invisible}]$`, 'u');

/** Line ends and white space of every script. */
const blank = /[\t-\r\x20\x85\xA0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]/g;
const loneSurrogates = /[\uD800-\uDFFF]/gu;

/**
 * Returns one line of untrusted text without anything harmful or hidden; all text in documents passes it.
 *
 * Terminal sequences are removed, credentials become placeholders (see `redact.ts`), runs of white space and line
 * ends become one space, lone surrogates become U+FFFD, and invisible characters (control,
 * bidirectional, zero-width, and tag characters, CVE-2021-42574) are spelled out as `⟨U+202E⟩`.
 * The result is at most `max` code points, and sanitizing it again changes nothing. The serializer
 * escapes Markdown and what GitHub acts on, see `defuse.ts`.
 */
export function sanitize(value: string, max: number = MAX_LINE_POINTS): string {
  const line = redact(value.slice(0, MAX_LINE_UNITS).replace(terminal, ''));
  const shown = visible(line.replace(blank, ' ').replace(/ {2,}/g, ' '));
  const full = value.length > MAX_LINE_UNITS ? `${shown}…` : shown;
  const cut = shorten(full, max);
  // A cut can leave what looks like the beginning of a password in a URL.
  return cut === full ? cut : shorten(redact(cut), max);
}

/**
 * Returns a block of untrusted text, each line sanitized, with its line ends and alignment. At most
 * `maxLines` lines; the number of the others is stated.
 */
export function sanitizeLines(value: string, maxLines: number): string {
  const lines = redact(value.replace(terminal, '')).split(/\r\n|[\n\r\x85\u2028\u2029]/);
  while (lines.length > 1 && lines.at(-1)?.trim() === '') lines.pop();
  const shown = lines.slice(0, maxLines).map(aligned);
  const more = lines.length - shown.length;
  return (more > 0 ? [...shown, `… and ${more} more lines`] : shown).join('\n');
}

function aligned(line: string): string {
  const spaces = line.slice(0, MAX_LINE_UNITS).replaceAll('\t', '    ').replace(blank, ' ');
  return shorten(visible(spaces).trimEnd(), MAX_LINE_POINTS);
}

function visible(line: string): string {
  const wellFormed = line.replace(loneSurrogates, '\uFFFD');
  return wellFormed.replace(emojiOrInvisible, (found) =>
    invisibleOnly.test(found) ? spelled(found) : found,
  );
}

function spelled(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16).toUpperCase();
  return `⟨U+${hex.padStart(4, '0')}⟩`;
}

/** Maximum length of a log line, in code points: half of what the runner keeps of an annotation's message. */
const MAX_LOG_POINTS = 2000;

/**
 * Returns a line that the runner does not take for a workflow command.
 *
 * The runner reads stdout and stderr line by line. It acts on `::name::` at the start of a line after
 * white space, and on `##[name]` anywhere (actions/runner v2.336.0, Runner.Common/ActionCommand.cs,
 * read 2026-11-22); `core.info` does not escape them. Pass the full line: two harmless halves can
 * make a command.
 */
export function safeLogLine(untrusted: string): string {
  const line = sanitize(untrusted, MAX_LOG_POINTS).trimEnd().replaceAll('##[', '## [');
  return line.trimStart().startsWith('::') ? `> ${line.trimStart()}` : line;
}

/**
 * Returns at most `max` code points of a text, the last one an ellipsis when something was cut.
 *
 * It never splits a surrogate pair. `max` is at least 1.
 */
export function shorten(value: string, max: number): string {
  if (value.length <= max) return value;
  let points = 0;
  let end = 0;
  let last = 0;
  for (const point of value) {
    if (points === max) return `${withoutJoiner(value.slice(0, last))}…`;
    last = end;
    end += point.length;
    points += 1;
  }
  return value;
}

/** Without its right half, a joiner would be an invisible character. */
function withoutJoiner(value: string): string {
  return value.endsWith('\u200D') ? value.slice(0, -1) : value;
}
