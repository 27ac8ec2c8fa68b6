const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
]);
const NUMBER = /^&#(?:x([0-9A-Fa-f]+)|([0-9]+));$/;
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

/** A run of bytes above ASCII; the common whole characters here, anything odd by the runtime. */
function decodeHigh(raw: string, from: number, to: number): string {
  let text = '';
  for (let at = from; at < to; ) {
    const lead = raw.charCodeAt(at);
    const second = raw.charCodeAt(at + 1);
    const third = raw.charCodeAt(at + 2);
    if (lead >= 0xc2 && lead <= 0xdf && at + 1 < to && second <= 0xbf) {
      text += String.fromCharCode(((lead & 0x1f) << 6) | (second & 0x3f));
      at += 2;
    } else if (lead >= 0xe1 && lead <= 0xec && at + 2 < to && second <= 0xbf && third <= 0xbf) {
      text += String.fromCharCode(((lead & 0x0f) << 12) | ((second & 0x3f) << 6) | (third & 0x3f));
      at += 3;
    } else {
      return text + Buffer.from(raw.slice(at, to), 'latin1').toString('utf8');
    }
  }
  return text;
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

/** Every reference was checked before; one that stands for nothing stays as written. */
function resolve(text: string): string {
  let from = text.indexOf('&');
  if (from < 0) {
    return text;
  }
  let out = text.slice(0, from);
  while (from >= 0) {
    const end = text.indexOf(';', from);
    const next = text.indexOf('&', from + 1);
    out += resolved(text.slice(from + 1, end));
    out += text.slice(end + 1, next < 0 ? text.length : next);
    from = next;
  }
  return out;
}

function resolved(name: string): string {
  const entity = ENTITIES.get(name);
  if (entity !== undefined) {
    return entity;
  }
  const hex = name.startsWith('#x');
  const code = Number.parseInt(name.slice(hex ? 2 : 1), hex ? 16 : 10);
  // By UTF-16 unit below 0x10000, so that surrogates written one by one, as some tools do, pair up.
  return code < 0x10000 ? String.fromCharCode(code) : String.fromCodePoint(code);
}

/**
 * The first reference in `text` between `from` and `to` that stands for nothing, as written; undefined
 * when all are good. References to control characters, which XML forbids and colour codes in
 * captured output need, are good here.
 */
export function badReference(text: string, from: number, to: number): string | undefined {
  for (let at = text.indexOf('&', from); at >= 0 && at < to; at = text.indexOf('&', at + 1)) {
    const end = text.indexOf(';', at);
    const whole =
      end < 0 || end >= to ? text.slice(at, Math.min(to, at + 20)) : text.slice(at, end + 1);
    if (!isReference(whole)) {
      return whole.slice(0, 40);
    }
  }
  return undefined;
}

function isReference(whole: string): boolean {
  if (!whole.startsWith('&#')) {
    return whole.endsWith(';') && ENTITIES.has(whole.slice(1, -1));
  }
  const match = NUMBER.exec(whole);
  if (match === null) {
    return false;
  }
  const code = match[1] === undefined ? Number(match[2] ?? 0) : Number.parseInt(match[1], 16);
  return code <= LAST_CHARACTER;
}
