import { resolve } from './xml-reference.ts';

/** The last character of Unicode. */
const LAST_CHARACTER = 0x10ffff;

/**
 * Bytes read as Latin-1 back into text: the scanner walks over bytes, because finding tags is five
 * times faster there, and only what is kept is decoded. Invalid UTF-8 becomes U+FFFD.
 */
export function decodeUtf8(raw: string): string {
  for (let at = 0; at < raw.length; at++) {
    if (raw.charCodeAt(at) >= 0x80) {
      return decodeFrom(raw, at);
    }
  }
  return raw;
}

/**
 * Decodes what begins at the first byte above ASCII. Names are short and mostly have a character or
 * two above ASCII, for which two calls into the runtime cost several times what this does.
 */
function decodeFrom(raw: string, from: number): string {
  let text = raw.slice(0, from);
  let at = from;
  while (at < raw.length) {
    const start = at;
    while (at < raw.length && raw.charCodeAt(at) < 0x80) {
      at++;
    }
    text += raw.slice(start, at);
    const end = highEnd(raw, at);
    text += decodeHigh(raw, at, end);
    at = end;
  }
  return text;
}

function highEnd(raw: string, from: number): number {
  let at = from;
  while (raw.charCodeAt(at) >= 0x80) {
    at++;
  }
  return at;
}

/** A run of bytes above ASCII: whole characters here, anything odd by the runtime. */
function decodeHigh(raw: string, from: number, to: number): string {
  let text = '';
  for (let at = from; at < to; ) {
    const code = wholeCharacter(raw, at, to);
    if (code === 0) {
      return text + Buffer.from(raw.slice(at, to), 'latin1').toString('utf8');
    }
    text += String.fromCodePoint(code);
    at += bytesOf(code);
  }
  return text;
}

/**
 * The character beyond ASCII whose UTF-8 bytes begin at `at`; 0 where they are none (Unicode 15,
 * table 3-7: neither cut off nor longer than need be, and no surrogates).
 */
export function wholeCharacter(raw: string, at: number, to: number): number {
  const lead = raw.charCodeAt(at);
  const size = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  if (lead < 0xc2 || lead > 0xf4 || at + size > to) {
    return 0;
  }
  let code = lead & (0x7f >> size);
  for (let next = at + 1; next < at + size; next++) {
    const byte = raw.charCodeAt(next);
    if ((byte & 0xc0) !== 0x80) {
      return 0;
    }
    code = (code << 6) | (byte & 0x3f);
  }
  return bytesOf(code) === size && isCharacter(code) ? code : 0;
}

function isCharacter(code: number): boolean {
  return (code < 0xd800 || code > 0xdfff) && code <= LAST_CHARACTER;
}

/** How many bytes of UTF-8 a character beyond ASCII takes. */
export function bytesOf(code: number): number {
  return code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}

const HIGH = 1;
const REFERENCES = 2;
const BREAKS = 4;

/** What a byte asks of the value it stands in: nothing, decoding, resolving, making a space. */
export const BYTE_KINDS = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte >= 0x80) {
    return HIGH;
  }
  return byte === 0x26 ? REFERENCES : byte === 9 || byte === 10 || byte === 13 ? BREAKS : 0;
});

/**
 * An attribute's value: white space as spaces, references resolved (XML 1.0, section 3.3.3).
 * `kinds` is the union of its bytes' `BYTE_KINDS`.
 */
export function attributeValue(raw: string, kinds: number): string {
  const text = (kinds & HIGH) === 0 ? raw : decodeUtf8(raw);
  const spaced = (kinds & BREAKS) === 0 ? text : text.replace(/\r\n|[\t\n\r]/g, ' ');
  return (kinds & REFERENCES) === 0 ? spaced : resolve(spaced);
}

/** Character data: line ends as LF, references resolved. */
export function textValue(raw: string): string {
  return resolve(cdataValue(raw));
}

/** The content of a CDATA section: line ends as LF, nothing resolved. */
export function cdataValue(raw: string): string {
  const text = decodeUtf8(raw);
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}
