import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { cut } from '../base/report-text.ts';
import { XmlDecoder } from './xml-decoder.ts';

/** Maximum nesting of elements; test reports nest a dozen. */
export const MAX_DEPTH = 1000;
/** Maximum length of a tag with its attributes, in UTF-16 units: a message may be megabytes. */
export const MAX_TAG = 8 * 1024 * 1024;
/** Maximum number of attributes of one element. */
export const MAX_ATTRIBUTES = 256;

/** Bytes parsed at a time. Garbage collection copies the text of the piece that is being parsed. */
const PIECE = 8 * 1024;
/** Maximum UTF-16 units of the document in a message. */
const MAX_QUOTE = 200;
/** UTF-16 units kept of a text, a CDATA section, or a comment that has not ended. */
const MAX_UNFINISHED = 8192;

const DOCTYPE_REFUSED =
  'The XML has a DOCTYPE, which is refused: it can make a reader load files or grow without end. Have the tool leave it out.';
const TAG_TOO_LONG = `The XML has a tag or attribute longer than ${MAX_TAG / 1024 / 1024} MiB, which is more than is read.`;

/** The attributes of one element; valid during the call only. */
export interface XmlAttributes {
  get(name: string): string | undefined;
}

/**
 * What a format does with an XML document. Names have no namespace prefix. Calls come in document
 * order. A document that turns out to be malformed is unreadable as a whole, whatever was called.
 */
export interface XmlHandler {
  open(name: string, attributes: XmlAttributes): void;
  close?(name: string): void;
  /**
   * Takes a text or CDATA section directly inside the innermost open element: at least its first
   * 4,000 UTF-16 units.
   */
  text?(text: string): void;
  /** Whether text directly inside the innermost open element is wanted; asked at each tag. */
  wantsText?(): boolean;
}

/** Stops the parser; the message says why the document is unreadable. */
class UnreadableXml extends Error {}

/**
 * Reads an XML document from bytes in pieces of any size and passes its elements to a handler, in
 * constant memory.
 */
export class XmlReader {
  readonly #handler: XmlHandler;
  readonly #doctype: RegExp | undefined;
  readonly #parser = new SaxesParser({
    position: false,
    xmlns: false,
    // The rules of 1.1 forbid more characters.
    defaultXMLVersion: '1.0',
    forceXMLVersion: true,
  });
  readonly #decoder = new XmlDecoder();
  readonly #attributes: XmlAttributes = {
    get: (name) => {
      const value = this.#values[name];
      return value === undefined ? undefined : this.#decoder.restore(value);
    },
  };
  #values: Readonly<Record<string, string>> = {};
  #attributeCount = 0;
  /** Where the open tag that has not ended began; undefined outside of one. */
  #tagStart: number | undefined;
  #depth = 0;
  #takesText = false;
  #why: string | undefined;

  /** `doctype`, when given, is the one DOCTYPE that is ignored; any other is refused. */
  constructor(handler: XmlHandler, doctype?: RegExp) {
    this.#handler = handler;
    this.#doctype = doctype;
    const parser = this.#parser;
    parser.on('error', (error) => this.#fail(error.message));
    parser.on('doctype', (text) => this.#checkDoctype(text));
    parser.on('opentagstart', () => {
      this.#tagStart = parser.position;
      this.#attributeCount = 0;
    });
    parser.on('attribute', () => this.#countAttribute());
    parser.on('opentag', (tag) => this.#open(tag));
    parser.on('closetag', (tag) => this.#close(tag));
    parser.on('cdata', (text) => {
      if (this.#wantsText()) handler.text?.(this.#decoder.restoreCdata(text));
    });
  }

  write(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length && this.#why === undefined; at += PIECE) {
      this.#parse(this.#decoder.decode(chunk.subarray(at, at + PIECE)));
    }
  }

  /** Returns why the document is unreadable; undefined when it is complete and well-formed. */
  end(): string | undefined {
    this.#parse(this.#decoder.end());
    const { unknownEncoding } = this.#decoder;
    if (unknownEncoding !== undefined) {
      return `The XML is written in an encoding that is not known here: ${unknownEncoding}. Have it written as UTF-8.`;
    }
    this.#attempt(() => this.#parser.close());
    return this.#why;
  }

  #parse(text: string): void {
    this.#attempt(() => {
      this.#parser.write(text);
      this.#limitUnfinished();
    });
  }

  #attempt(parse: () => void): void {
    if (this.#why !== undefined) return;
    try {
      parse();
    } catch (error) {
      if (!(error instanceof UnreadableXml)) throw error;
      this.#why = error.message;
    }
  }

  #open({ name, attributes }: SaxesTagPlain): void {
    if (this.#depth === MAX_DEPTH) {
      throw new UnreadableXml(
        `The XML nests more than ${MAX_DEPTH} elements, which is more than is read.`,
      );
    }
    this.#tagStart = undefined;
    this.#depth++;
    this.#values = attributes;
    this.#handler.open(localName(name), this.#attributes);
    this.#listen();
  }

  #close({ name }: SaxesTagPlain): void {
    this.#depth--;
    this.#handler.close?.(localName(name));
    this.#listen();
  }

  #wantsText(): boolean {
    return this.#depth > 0 && this.#handler.wantsText?.() === true;
  }

  /** Takes text where it is wanted; the parser does not even gather any other. */
  #listen(): void {
    const wantsText = this.#wantsText();
    if (wantsText === this.#takesText) return;
    this.#takesText = wantsText;
    if (wantsText) {
      this.#parser.on('text', (text) => this.#handler.text?.(this.#decoder.restore(text)));
    } else {
      this.#parser.off('text');
    }
  }

  #countAttribute(): void {
    this.#attributeCount++;
    if (this.#attributeCount > MAX_ATTRIBUTES) {
      throw new UnreadableXml(
        `The XML has an element with more than ${MAX_ATTRIBUTES} attributes, which is more than is read.`,
      );
    }
  }

  #checkDoctype(text: string): void {
    if (this.#doctype?.test(`<!DOCTYPE${text}>`) !== true) throw new UnreadableXml(DOCTYPE_REFUSED);
  }

  /**
   * Limits what the parser gathers until a tag, a text, or a comment ends. These fields of saxes
   * are private; its version is pinned, and the tests of long documents fail when they change.
   */
  #limitUnfinished(): void {
    const parser = this.#parser;
    const tag = this.#tagStart === undefined ? 0 : parser.position - this.#tagStart;
    const names: readonly string[] = [parser['name'], parser['entity'], parser['piTarget']];
    if (names.reduce((sum, { length }) => sum + length, tag) > MAX_TAG) {
      throw new UnreadableXml(TAG_TOO_LONG);
    }
    const text: string = parser['text'];
    if (this.#tagStart === undefined && text.length > MAX_UNFINISHED) {
      parser['text'] = text.slice(0, MAX_UNFINISHED);
    }
  }

  /** Translates an error of saxes. */
  #fail(message: string): never {
    const unclosed = /^unclosed tag: (.*)$/.exec(message)?.[1];
    if (unclosed !== undefined) {
      throw new UnreadableXml(
        `The XML ends inside <${cut(localName(unclosed), MAX_QUOTE)}>: the file was cut off.`,
      );
    }
    switch (message) {
      case 'unexpected end.':
        throw new UnreadableXml('The XML ends inside a tag or comment: the file was cut off.');
      case 'document must contain a root element.':
        throw new UnreadableXml('The XML has no element in it.');
      case 'inappropriately located doctype declaration.':
        throw new UnreadableXml(DOCTYPE_REFUSED);
      default: {
        const { line, column } = this.#parser;
        throw new UnreadableXml(
          `The XML is not well-formed at line ${line}, column ${column}: ${cut(message, MAX_QUOTE)}`,
        );
      }
    }
  }
}

function localName(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}
