import { decodeUtf8 } from './xml-text.ts';

/** What a byte may be in a name: 0 nothing, 1 inside, 2 also first. Bytes from 0x80 on are asked later. */
const NAME_BYTES = Uint8Array.from({ length: 256 }, (_, byte) => {
  const char = String.fromCharCode(byte);
  return byte >= 0x80 || /[A-Za-z_:]/.test(char) ? 2 : /[-.0-9]/.test(char) ? 1 : 0;
});

/** NameStartChar and NameChar of XML 1.0, fifth edition, section 2.3, beyond ASCII. */
const FIRST =
  ':A-Z_a-z\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u02ff\\u0370-\\u037d\\u037f-\\u1fff\\u200c\\u200d\\u2070-\\u218f\\u2c00-\\u2fef\\u3001-\\ud7ff\\uf900-\\ufdcf\\ufdf0-\\ufffd\\u{10000}-\\u{effff}';
const NAME = new RegExp(`^[${FIRST}][${FIRST}\\-.0-9\\u00b7\\u0300-\\u036f\\u203f\\u2040]*$`, 'u');

/** Where the run of name bytes that begins at `from` ends; `from` itself when there is none. */
export function nameEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && NAME_BYTES[text.charCodeAt(at)] !== 0) {
    at++;
  }
  return at;
}

/** Whether the name between `from` and `to`, read as Latin-1, is one by XML's rules. */
export function isName(text: string, from: number, to: number): boolean {
  if (to === from || NAME_BYTES[text.charCodeAt(from)] !== 2) {
    return false;
  }
  for (let at = from; at < to; at++) {
    if (text.charCodeAt(at) >= 0x80) {
      return NAME.test(decodeUtf8(text.slice(from, to)));
    }
  }
  return true;
}

const WHITE = Uint8Array.from({ length: 256 }, (_, byte) =>
  [9, 10, 13, 32].includes(byte) ? 1 : 0,
);

/** Where the white space that begins at `from` ends. */
export function spaceEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && WHITE[text.charCodeAt(at)] === 1) {
    at++;
  }
  return at;
}
