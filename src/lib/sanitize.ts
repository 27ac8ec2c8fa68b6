import { redact } from './redact.ts';
import { shorten } from './shorten.ts';

/** Longest line a reader is shown, in code points. Names of a megabyte exist. */
export const maxLinePoints = 300;

/** Longest line that is looked at at all, in UTF-16 units: what lies behind is never shown. */
const maxLineUnits = 65_536;

/** Control sequences of terminals: colours and cursor moves (CSI), then titles and links (OSC). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: terminal sequences are made of them
const terminal = /(?:\x1B\[|\x9B)[0-?]*[ -/]*[@-~]|\x1B\][^\x07\x1B]*(?:\x07|\x1B\\)/g;

// Written as ranges and not as \p{…}: the answer must not depend on the Unicode tables of a runtime.
const emoji =
  '[\\u203C\\u2049\\u2100-\\u27FF\\u2900-\\u2BFF\\u3030\\u303D\\u3297\\u3299\\u{1F000}-\\u{1FAFF}]\\uFE0F?';
const invisible = [
  '\\0-\\x1F\\x7F-\\x9F\\xAD\\u034F\\u061C\\u115F\\u1160\\u17B4\\u17B5\\u180B-\\u180F\\u200B-\\u200F',
  '\\u202A-\\u202E\\u2060-\\u206F\\u2800\\u3164\\uFE00-\\uFE0F\\uFEFF\\uFFA0\\uFFF0-\\uFFFB\\uFFFE\\uFFFF',
  '\\u{1BCA0}-\\u{1BCA3}\\u{1D173}-\\u{1D17A}\\u{E0000}-\\u{E0FFF}',
].join('');
/** An emoji keeps the joiners and selectors it is made of; anywhere else they are hidden text. */
const emojiOrInvisible = new RegExp(`(?:${emoji})(?:\\u200D${emoji}){0,7}|[${invisible}]`, 'gu');
const invisibleOnly = new RegExp(`^[${invisible}]$`, 'u');

/** Line ends and blanks of every script; a tab is one of them, as it has no width of its own. */
const blank = /[\t-\r\x20\x85\xA0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]/g;
const loneSurrogates = /[\uD800-\uDFFF]/gu;

/**
 * Makes one line of untrusted text harmless and visible; the only way for text into a document.
 *
 * Terminal sequences are removed, credentials become three asterisks, runs of blanks and line ends
 * become one space, lone surrogates become U+FFFD, and what a reader could not see (control,
 * bidirectional, zero-width and tag characters, CVE-2021-42574) is spelled out as `⟨U+202E⟩`.
 * The result is at most `max` code points, and sanitising it again changes nothing. What Markdown
 * or GitHub would act on is not touched here: escaping is the serialiser's work, see `defuse.ts`.
 */
export function sanitize(value: string, max: number = maxLinePoints): string {
  const line = redact(value.slice(0, maxLineUnits).replace(terminal, ''));
  const shown = visible(line.replace(blank, ' ').replace(/ {2,}/g, ' '));
  return shorten(value.length > maxLineUnits ? `${shown}…` : shown, max);
}

/**
 * Makes a block of untrusted text harmless, line by line, as `sanitise` does for one line, but keeps
 * line ends and the blanks that align. At most `maxLines` lines; the rest is counted, not hidden.
 */
export function sanitizeLines(value: string, maxLines: number): string {
  const lines = redact(value.replace(terminal, '')).split(/\r\n|[\n\r\x85\u2028\u2029]/);
  while (lines.length > 1 && lines.at(-1)?.trim() === '') lines.pop();
  const shown = lines.slice(0, maxLines).map(aligned);
  const more = lines.length - shown.length;
  return (more > 0 ? [...shown, `… and ${more} more lines`] : shown).join('\n');
}

function aligned(line: string): string {
  const spaces = line.slice(0, maxLineUnits).replaceAll('\t', '    ').replace(blank, ' ');
  return shorten(visible(spaces).trimEnd(), maxLinePoints);
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
