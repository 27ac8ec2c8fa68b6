import { TextDecoder } from 'node:util';

const MAX_LINE = 300;

// Colours (CSI), titles and links (OSC), and the two-byte escapes; cut short at a chunk's end too.
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is looked for.
const ESCAPES = /\u001b(?:\[[0-?]*[ -/]*[@-~]?|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-_])?/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** Cuts to at most `most` UTF-16 units, never inside a surrogate pair, and marks the cut with `…`. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
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
    if (plain !== '') return cut(plain, MAX_LINE);
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

/** Longest line kept, in UTF-16 units; the rest of a longer one is dropped and the line is `cut`. */
export const MAX_LINE_LENGTH = 8 * 1024 * 1024;

/**
 * `number` is 1-based; `cut` says that the end of the line was dropped, `open` that the file ends
 * without a line break behind it.
 */
type LineTaker = (line: string, number: number, cut: boolean, open: boolean) => void;

/**
 * Splits a stream of bytes into lines at LF or CRLF, holding no more than one line. The last line
 * counts without its line break too.
 */
export class ReportLines {
  readonly #text = new ReportText();
  readonly #take: LineTaker;
  #held = '';
  #cut = false;
  #number = 0;

  constructor(take: LineTaker) {
    this.#take = take;
  }

  write(chunk: Uint8Array): void {
    this.#split(this.#text.decode(chunk));
  }

  end(): void {
    this.#split(this.#text.end());
    if (this.#held !== '') this.#give('', true);
  }

  #split(text: string): void {
    let from = 0;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', from)) {
      this.#give(text.slice(from, at));
      from = at + 1;
    }
    this.#hold(text.slice(from));
  }

  #hold(piece: string): void {
    const room = MAX_LINE_LENGTH - this.#held.length;
    this.#held += piece.slice(0, room);
    this.#cut ||= piece.length > room;
  }

  #give(piece: string, open = false): void {
    this.#hold(piece);
    const line = this.#held.endsWith('\r') ? this.#held.slice(0, -1) : this.#held;
    const cut = this.#cut;
    this.#held = '';
    this.#cut = false;
    this.#number++;
    this.#take(line, this.#number, cut, open);
  }
}

/** Bytes looked at before the encoding is decided. */
const SNIFF_BYTES = 4;

/**
 * Decodes a report that arrives in pieces: UTF-8, or UTF-16 as PowerShell's `>` writes it, told by
 * its byte order mark or by the zero byte beside an ASCII first character. Invalid bytes become
 * U+FFFD; it never throws.
 */
export class ReportText {
  #decoder: TextDecoder | undefined;
  #held = new Uint8Array(0);

  decode(chunk: Uint8Array): string {
    if (this.#decoder) return this.#decoder.decode(chunk, { stream: true });
    const bytes = joined(this.#held, chunk);
    if (bytes.length < SNIFF_BYTES) {
      this.#held = bytes;
      return '';
    }
    this.#held = new Uint8Array(0);
    this.#decoder = new TextDecoder(encodingOf(bytes));
    return this.#decoder.decode(bytes, { stream: true });
  }

  end(): string {
    const decoder = this.#decoder ?? new TextDecoder(encodingOf(this.#held));
    return decoder.decode(this.#held);
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

function encodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  const [a, b] = bytes;
  if ((a === 0xff && b === 0xfe) || (a !== 0 && b === 0)) return 'utf-16le';
  if ((a === 0xfe && b === 0xff) || (a === 0 && b !== 0 && b !== undefined)) return 'utf-16be';
  return 'utf-8';
}
