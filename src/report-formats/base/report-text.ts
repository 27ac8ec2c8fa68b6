import { StringDecoder } from 'node:string_decoder';
import { TextDecoder } from 'node:util';

/** Maximum length of a line in UTF-16 units; the rest of a longer line is dropped. */
export const MAX_LINE_LENGTH = 8 * 1024 * 1024;

/**
 * `number` is 1-based. `cut`: the end of the line was dropped. `open`: the file ends without a line
 * break.
 */
type LineHandler = (line: string, number: number, cut: boolean, open: boolean) => void;

/** Splits bytes into lines at LF or CRLF, keeping at most one line. */
export class ReportLines {
  readonly #text = new ReportText();
  readonly #take: LineHandler;
  #rest = '';
  #cut = false;
  #number = 0;

  constructor(take: LineHandler) {
    this.#take = take;
  }

  write(chunk: Uint8Array): void {
    this.#split(this.#text.decode(chunk));
  }

  end(): void {
    this.#split(this.#text.end());
    if (this.#rest !== '') this.#give('', true);
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
    const room = MAX_LINE_LENGTH - this.#rest.length;
    this.#rest += piece.slice(0, room);
    this.#cut ||= piece.length > room;
  }

  #give(piece: string, open = false): void {
    let whole = piece;
    if (this.#rest !== '' || piece.length > MAX_LINE_LENGTH) {
      this.#hold(piece);
      whole = this.#rest;
      this.#rest = '';
    }
    const line = whole.endsWith('\r') ? whole.slice(0, -1) : whole;
    const cut = this.#cut;
    this.#cut = false;
    this.#number++;
    this.#take(line, this.#number, cut, open);
  }
}

/** Bytes needed to detect the encoding. */
const SNIFF_BYTES = 4;

/**
 * Decodes a report that arrives in pieces: UTF-8, or UTF-16 as PowerShell's `>` writes it, detected
 * by its byte order mark or by a zero byte next to the first character. Invalid bytes become
 * U+FFFD. Never throws.
 */
export class ReportText {
  #decode: Decode | undefined;
  #head = new Uint8Array(0);

  decode(chunk: Uint8Array): string {
    if (this.#decode) return this.#decode(chunk);
    const bytes = joined(this.#head, chunk);
    if (bytes.length < SNIFF_BYTES) {
      this.#head = bytes;
      return '';
    }
    this.#head = new Uint8Array(0);
    this.#decode = decoderOf(bytes);
    return withoutMark(this.#decode(bytes));
  }

  end(): string {
    if (this.#decode) return this.#decode(undefined);
    const decode = decoderOf(this.#head);
    return withoutMark(decode(this.#head)) + decode(undefined);
  }
}

/** Decodes the next bytes, or at the end what is left. */
type Decode = (bytes: Uint8Array | undefined) => string;

function decoderOf(head: Uint8Array): Decode {
  const encoding = encodingOf(head);
  if (encoding === 'utf-8') {
    // Five times as fast as TextDecoder, and plain ASCII takes one byte per character.
    const decoder = new StringDecoder('utf8');
    return (bytes) => (bytes === undefined ? decoder.end() : decoder.write(bytes as Buffer));
  }
  const decoder = new TextDecoder(encoding, { ignoreBOM: true });
  return (bytes) => decoder.decode(bytes, { stream: bytes !== undefined });
}

/** Returns the text without a byte order mark before it. */
function withoutMark(text: string): string {
  return text.startsWith('\ufeff') ? text.slice(1) : text;
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

const MAX_LINE = 300;
// Colors (CSI), titles and links (OSC), and two-byte escapes, also when cut off at the end.
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is looked for.
const ESCAPES = /\u001b(?:\[[0-?]*[ -/]*[@-~]?|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-_])?/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** Returns at most `max` UTF-16 units, never half a surrogate pair; a cut ends with `…`. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  const last = text.charCodeAt(max - 2);
  const splitsPair = last >= 0xd800 && last <= 0xdbff;
  return `${text.slice(0, splitsPair ? max - 2 : max - 1)}…`;
}

/** Returns the text without ANSI escape sequences. */
export function stripEscapes(text: string): string {
  return text.includes('\u001b') ? text.replace(ESCAPES, '') : text;
}

/**
 * Returns the first line that is not blank, without colors and control characters, of at most 300
 * UTF-16 units; empty when there is none. Reads only the first 4,000 units.
 */
export function firstLine(text: string): string {
  for (const line of stripEscapes(text.slice(0, 4000)).split(/[\r\n\u2028\u2029]/)) {
    const plain = line.replace(CONTROLS, '').replaceAll('\t', ' ').trim();
    if (plain !== '') return cut(plain, MAX_LINE);
  }
  return '';
}

/**
 * Returns a copy that does not keep the chunk alive: V8 keeps the whole string for any slice of it.
 * Joining two parts makes one string; a slice of a longer one would be two.
 */
export function detached(text: string): string {
  return [text.slice(0, 1), text.slice(1)].join('');
}
