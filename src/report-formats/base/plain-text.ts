const MAX_LINE = 300;

// Colours (CSI), titles and links (OSC), and the two-byte escapes; cut short at a chunk's end too.
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is looked for.
const ESCAPES = /\u001b(?:\[[0-?]*[ -/]*[@-~]?|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-_])?/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** Cuts to at most `most` UTF-16 units, never inside a surrogate pair, and marks the cut with `…`. */
export function cut(text: string, most: number): string {
  if (text.length <= most) {
    return text;
  }
  const last = text.charCodeAt(most - 2);
  const splitsPair = last >= 0xd800 && last <= 0xdbff;
  return `${text.slice(0, splitsPair ? most - 2 : most - 1)}…`;
}

/** Without ANSI escape sequences; other characters stay. */
export function stripEscapes(text: string): string {
  return text.includes('\u001b') ? text.replace(ESCAPES, '') : text;
}

/**
 * The first line that says something, without colours and control characters, of at most 300
 * UTF-16 units; empty when there is none. Only the first 4,000 units of `text` are looked at.
 */
export function firstLine(text: string): string {
  for (const line of stripEscapes(text.slice(0, 4000)).split(/[\r\n\u2028\u2029]/)) {
    const plain = line.replace(CONTROLS, '').replaceAll('\t', ' ').trim();
    if (plain !== '') {
      return cut(plain, MAX_LINE);
    }
  }
  return '';
}

/**
 * The same text without the chunk it was cut from: V8 keeps a whole string alive for any slice of
 * it, so that a thousand kept names would hold on to a thousand chunks of 128 KiB.
 */
export function detached(text: string): string {
  return ` ${text}`.slice(1);
}
