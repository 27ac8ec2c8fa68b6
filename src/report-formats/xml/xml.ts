import { DECLARATION_BYTES, type XmlEncoding, xmlEncoding } from './xml-encoding.ts';
import type { XmlHandler } from './xml-handler.ts';
import { XmlScanner } from './xml-scanner.ts';

/** Bytes scanned at a time: more costs memory and gains nothing. */
const PIECE = 32 * 1024;

/**
 * Reads an XML document from bytes in pieces of any size and hands its elements to a handler, in
 * constant memory. Never throws over the document: `end` says why one can't be trusted.
 */
export class XmlReader {
  readonly #scanner: XmlScanner;
  #head: Buffer | undefined = Buffer.alloc(0);
  /** Bytes that only make sense together with the next ones. */
  #rest: Buffer = Buffer.alloc(0);
  #encoding: XmlEncoding = { state: 'utf-8', skip: 0 };

  /** `doctype`, when given, is the one DOCTYPE that is passed over; any other is refused. */
  constructor(handler: XmlHandler, doctype?: RegExp) {
    this.#scanner = new XmlScanner(handler, doctype);
  }

  write(chunk: Uint8Array): void {
    if (this.#head === undefined) {
      this.#scan(chunk);
      return;
    }
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    this.#head = this.#head.length === 0 ? bytes : Buffer.concat([this.#head, bytes]);
    if (this.#head.length >= DECLARATION_BYTES) {
      this.#begin(this.#head);
    } else {
      // A copy, because the chunk is only good during the call.
      this.#head = Buffer.from(this.#head);
    }
  }

  /** Why the document can't be trusted; undefined when it was read whole and is well-formed. */
  end(): string | undefined {
    if (this.#head !== undefined) {
      this.#begin(this.#head);
    }
    if (this.#encoding.state === 'unknown') {
      return `The XML is written in an encoding that is not known here: ${this.#encoding.label}. Have it written as UTF-8.`;
    }
    if (this.#encoding.state === 'legacy') {
      this.#scanText(this.#encoding.decoder.decode());
    }
    return this.#scanner.end(this.#rest.toString('latin1'));
  }

  #begin(head: Buffer): void {
    this.#head = undefined;
    this.#encoding = xmlEncoding(head);
    this.#scan(this.#encoding.state === 'utf-8' ? head.subarray(this.#encoding.skip) : head);
  }

  #scan(chunk: Uint8Array): void {
    switch (this.#encoding.state) {
      case 'utf-8':
        this.#scanBytes(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length));
        break;
      case 'legacy':
        this.#scanText(this.#encoding.decoder.decode(chunk, { stream: true }));
        break;
      case 'unknown':
        break;
      default:
        this.#encoding satisfies never;
    }
  }

  #scanText(text: string): void {
    this.#scanBytes(Buffer.from(text, 'utf8'));
  }

  #scanBytes(bytes: Buffer): void {
    if (this.#scanner.trouble !== undefined) {
      // Nothing is kept of what can no longer be read.
      this.#rest = Buffer.alloc(0);
      return;
    }
    const all = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    let window = this.#rest.length + PIECE;
    let at = 0;
    for (let end = 0; end < all.length && this.#scanner.trouble === undefined; ) {
      end = Math.min(at + window, all.length);
      const used = this.#scanner.scan(all.toString('latin1', at, end));
      // A tag longer than the window is looked at again, with more behind it.
      window = used === 0 ? window * 2 : PIECE;
      at += used;
    }
    // A copy, because the chunk is only good during the call.
    this.#rest = Buffer.from(all.subarray(at));
  }
}
