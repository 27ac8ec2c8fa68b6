import { StringDecoder } from 'node:string_decoder';

/** The XML declaration must name the encoding within these first bytes. */
const DECLARATION_BYTES = 1024;
/** Maximum UTF-16 units of a numeric character reference that is replaced. */
const MAX_REFERENCE = 16;

/** Decodes the next bytes; without an argument, what is left at the end of the document. */
type Decode = (bytes?: Uint8Array) => string;

const LABEL = /^\s*<\?xml\s[^>]*?encoding\s*=\s*["']([A-Za-z][\w.-]*)["']/;
/** .NET writes the name of its strings' encoding into files that are UTF-8. */
const CLAIMED_ONLY =
  /^(?:utf-?8|us-ascii|ascii|utf-?16(?:le|be)?|utf-?32|ucs-[24]|iso-10646-ucs-[24])$/i;

/**
 * XML 1.0 forbids these characters (section 2.2), and captured output is full of them. They pass
 * the parser in plane 16, which is for private use, and come back by `restore`.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is replaced.
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
const PLANE_16 = 0x100000;
const REPLACED = /[\u{100000}-\u{10001f}\u{10d800}-\u{10dfff}\u{10fffe}\u{10ffff}]/gu;
const REFERENCE = /&#(?:x([0-9A-Fa-f]{1,12})|([0-9]{1,12}));/g;
const REPLACED_REFERENCE = /&#x10([0-9a-f]{4});/g;

/**
 * Decodes the bytes of an XML document that arrive in pieces, and replaces what the parser would
 * refuse although reports contain it. Invalid bytes become U+FFFD.
 */
export class XmlDecoder {
  #head = Buffer.alloc(0);
  #decode: Decode | undefined;
  /** The encoding that the document declares when it cannot be decoded. */
  #unknownEncoding: string | undefined;
  #isStarted = false;
  #hasReplaced = false;
  /** The beginning of a character reference at the end of the last piece. */
  #rest = '';

  get unknownEncoding(): string | undefined {
    return this.#unknownEncoding;
  }

  decode(bytes: Uint8Array): string {
    if (this.#decode !== undefined) return this.#replace(this.#decode(bytes));
    this.#head = Buffer.concat([this.#head, bytes]);
    return this.#head.length < DECLARATION_BYTES ? '' : this.#begin();
  }

  /** Returns the text that was kept back. */
  end(): string {
    const first = this.#decode === undefined ? this.#begin() : '';
    const last = this.#replace(this.#decode?.() ?? '');
    return first + last + this.#allow(this.#rest);
  }

  /** Returns a value of the parser with the document's own characters. */
  restore(value: string): string {
    if (!this.#hasReplaced) return value;
    return value.replace(REPLACED, (shifted) =>
      String.fromCharCode((shifted.codePointAt(0) ?? 0) - PLANE_16),
    );
  }

  /** `restore` for a CDATA section, in which `&#27;` is text. */
  restoreCdata(value: string): string {
    if (!this.#hasReplaced) return value;
    return this.restore(
      value.replace(REPLACED_REFERENCE, (_, hex) => `&#${Number.parseInt(hex, 16)};`),
    );
  }

  #begin(): string {
    const head = this.#head;
    this.#head = Buffer.alloc(0);
    const label = encodingOf(head);
    this.#decode = decoderFor(label);
    if (this.#decode === undefined) {
      this.#unknownEncoding = label;
      this.#decode = () => '';
    }
    return this.#replace(this.#decode(head));
  }

  #replace(decoded: string): string {
    let text = this.#rest + decoded;
    if (!this.#isStarted) {
      // Tools print an empty line before the declaration, which XML forbids.
      text = text.trimStart();
      this.#isStarted = text !== '';
    }
    const tail = text.slice(-MAX_REFERENCE);
    const reference = tail.lastIndexOf('&');
    const isOpen = reference >= 0 && !tail.includes(';', reference);
    const end = isOpen ? text.length - tail.length + reference : text.length;
    this.#rest = text.slice(end);
    return this.#allow(text.slice(0, end));
  }

  #allow(whole: string): string {
    const referenced = whole.includes('&#') ? whole.replace(REFERENCE, allowedReference) : whole;
    const allowed = referenced.replace(FORBIDDEN, (unit) =>
      String.fromCodePoint(PLANE_16 + unit.charCodeAt(0)),
    );
    this.#hasReplaced ||= allowed !== whole;
    return allowed;
  }
}

/** Returns the same reference, or one to the replacement of a character that XML forbids. */
function allowedReference(whole: string, hex: string | undefined, decimal: string): string {
  const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
  const isSurrogate = code >= 0xd800 && code <= 0xdfff;
  const isControl = code < 0x20 && code !== 9 && code !== 10 && code !== 13;
  if (!isSurrogate && !isControl && code !== 0xfffe && code !== 0xffff) return whole;
  return `&#x${(PLANE_16 + code).toString(16)};`;
}

/** Returns the document's encoding: a byte order mark, zero bytes, or the declaration decide. */
function encodingOf(head: Buffer): string {
  const mark = head.toString('hex', 0, 3);
  if (mark === 'efbbbf') return 'utf-8';
  if (/^(?:fffe|(?!00)..00)/.test(mark)) return 'utf-16le';
  if (/^(?:feff|00(?!00)..)/.test(mark)) return 'utf-16be';
  const label = LABEL.exec(head.toString('latin1', 0, DECLARATION_BYTES))?.[1] ?? 'utf-8';
  return CLAIMED_ONLY.test(label) ? 'utf-8' : label;
}

/** Returns undefined when the encoding is unknown. */
function decoderFor(label: string): Decode | undefined {
  if (label === 'utf-8') {
    // Five times as fast as TextDecoder, and plain ASCII takes one byte per character.
    const decoder = new StringDecoder('utf8');
    return (bytes) => (bytes === undefined ? decoder.end() : decoder.write(bytes));
  }
  try {
    const decoder = new TextDecoder(label);
    return (bytes) => decoder.decode(bytes, { stream: bytes !== undefined });
  } catch {
    return undefined;
  }
}
