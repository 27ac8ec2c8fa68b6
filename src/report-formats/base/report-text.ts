import { TextDecoder } from 'node:util';

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
