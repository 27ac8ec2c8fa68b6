import { attributeValue, BYTE_KINDS } from './xml-text.ts';

/**
 * An attribute's value as it stands in a document read as Latin-1, to be decoded only if somebody
 * wants to know it: half a million names are compared and hashed, a few are shown. Made once and
 * pointed at one value after the other; it stays good, because it holds on to the piece it points into.
 */
export class RawValue {
  text = '';
  from = 0;
  to = 0;
  /** Whether there are references in it, so that what it says is not what is written. */
  refers = false;

  point(text: string, from: number, to: number, refers: boolean): void {
    this.text = text;
    this.from = from;
    this.to = to;
    this.refers = refers;
  }

  get isEmpty(): boolean {
    return this.from === this.to;
  }

  /** The last unit as written; NaN where there is none. */
  get lastUnit(): number {
    return this.isEmpty ? Number.NaN : this.text.charCodeAt(this.to - 1);
  }

  /** Whether it is written exactly like this. */
  is(written: string): boolean {
    return written.length === this.to - this.from && this.text.startsWith(written, this.from);
  }

  endsWith(written: string): boolean {
    const from = this.to - written.length;
    return from >= this.from && this.text.startsWith(written, from);
  }

  /** As written. */
  written(): string {
    return this.text.slice(this.from, this.to);
  }

  /** With references and white space resolved, decoded. */
  decoded(): string {
    const { text, from, to } = this;
    let kinds = 0;
    for (let at = from; at < to; at++) {
      kinds |= BYTE_KINDS[text.charCodeAt(at)] ?? 0;
    }
    const raw = text.slice(from, to);
    return kinds === 0 ? raw : attributeValue(raw, kinds);
  }
}
