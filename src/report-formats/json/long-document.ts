import { randomUUID } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import type { JsonLimits } from '../base/format.ts';
import {
  type Cut,
  type Json,
  type Lists,
  LongList,
  linked,
  MAX_DEPTH,
  NotJson,
  parse,
} from './long-list.ts';

/** Maximum length of a piece that is compressed. A longer one is one huge element, which would be copied. */
const MAX_PACKED = 4 * 1024 * 1024;

/** Maximum depth of a long document: `JSON.parse` takes 44 bytes per level, or 11 GB for all of 256 MiB. */
export const MAX_NESTING = 1_000_000;

const [QUOTE, COMMA, BACKSLASH] = [0x22, 0x2c, 0x5c];
/** `{` and `[` are equal but for one bit, and so are `}` and `]`. */
const [OPEN, CLOSE] = [0x7b, 0x7d];

/**
 * Splits a JSON document that arrives in pieces of text. Of a long array or object, the text of some
 * elements at a time is compressed, and a mark takes the place of the list. Nothing is parsed yet:
 * the scan finds brackets, commas, and strings.
 */
export class LongDocument {
  readonly #limits: Omit<JsonLimits, 'maxBytes'>;
  readonly #lists: Lists = { mark: randomUUID(), cuts: [] };
  /** For each open list: where its next piece begins in `#text`. */
  readonly #starts: number[] = [];
  /** The cut lists that are open, with the text before each. */
  readonly #open: { readonly depth: number; readonly list: Cut; readonly before: string }[] = [];
  /** What is not in a piece yet of the innermost cut list, or of the document. */
  #text = '';
  /** Where the part begins of the text being split that is not in `#text`. */
  #from = 0;
  /** A short document is parsed as it is. */
  #isSplit = false;
  #depth = 0;
  #isTooDeep = false;
  #isInString = false;
  /** The last piece of text ended with a backslash that escapes the next character. */
  #isEscaped = false;

  constructor(limits: Omit<JsonLimits, 'maxBytes'>) {
    this.#limits = limits;
  }

  write(text: string): void {
    if (this.#isSplit && text !== '') {
      this.#split(text);
    } else {
      this.#text += text;
      if (this.#text.length <= this.#limits.wholeLength) return;
      const all = this.#text;
      this.#text = '';
      this.#isSplit = true;
      this.#split(all);
    }
  }

  #split(text: string): void {
    this.#from = 0;
    for (let at = this.#afterString(text, 0); at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) {
        this.#isInString = true;
        at = this.#afterString(text, at + 1) - 1;
      } else if (code === COMMA) this.#afterElement(text, at);
      else if ((code | 0x20) === OPEN) this.#begin(at);
      else if ((code | 0x20) === CLOSE) this.#finish(text, at);
    }
    this.#keep(text, text.length);
  }

  #keep(text: string, to: number): void {
    const isWhole = this.#from === 0 && to === text.length;
    this.#text += isWhole ? text : copied(text.slice(this.#from, to));
    this.#from = to;
  }

  #begin(at: number): void {
    if (this.#depth < MAX_DEPTH)
      this.#starts[this.#depth] = this.#text.length + at + 1 - this.#from;
    this.#depth++;
    if (this.#depth > MAX_NESTING) this.#isTooDeep = true;
  }

  /** Moves the elements so far of the innermost open list into a piece when they are long. */
  #afterElement(text: string, at: number): void {
    const depth = this.#depth - 1;
    const start = depth < MAX_DEPTH ? this.#starts[depth] : undefined;
    if (start === undefined) return;
    if (this.#text.length + at - this.#from - start < this.#limits.pieceLength) return;
    this.#keep(text, at);
    this.#from++;
    if (this.#open.at(-1)?.depth !== depth) {
      const list = { isArray: this.#text.charAt(start - 1) === '[', pieces: [] };
      this.#open.push({ depth, list, before: this.#text.slice(0, start - 1) });
      this.#text = this.#text.slice(start);
    }
    this.#take(this.#open.at(-1)?.list);
    this.#starts[depth] = 0;
  }

  #finish(text: string, at: number): void {
    if (this.#depth > 0) this.#depth--;
    const closed = this.#open.at(-1);
    if (closed?.depth !== this.#depth) return;
    const { list, before } = closed;
    this.#keep(text, at);
    this.#from++;
    this.#open.pop();
    this.#take(list);
    // The wrong bracket makes the rest invalid, as it makes the document.
    const isRight = text.charAt(at) === (list.isArray ? ']' : '}');
    this.#text = before + (isRight ? `"${this.#lists.mark}${this.#lists.cuts.length}"` : '!');
    this.#lists.cuts.push(list);
  }

  /** Moves the text into a piece of a list. */
  #take(list: Cut | undefined): void {
    const json = list?.isArray ? `[${this.#text}]` : `{${this.#text}}`;
    // A copy of the result, which is a small part of the memory that zlib takes.
    const packed = () => new Uint8Array(deflateRawSync(json, { level: 1 }));
    list?.pieces.push({ json: json.length > MAX_PACKED ? json : packed(), isChecked: false });
    this.#text = '';
  }

  /** Returns the index after the open string's quote; the text's length when the string goes on. */
  #afterString(text: string, from: number): number {
    if (!this.#isInString) return from;
    const first = this.#isEscaped ? from + 1 : from;
    this.#isEscaped = false;
    for (let at = text.indexOf('"', first); at >= 0; at = text.indexOf('"', at + 1)) {
      this.#isInString = isEscaped(text, first, at);
      if (!this.#isInString) return at + 1;
    }
    this.#isEscaped = isEscaped(text, first, text.length);
    return text.length;
  }

  get isTooDeep(): boolean {
    return this.#isTooDeep;
  }

  /** Returns the document; throws `NotJson`, also later when a long list is read. */
  end(): Json {
    if (this.#open.length > 0) throw new NotJson();
    const text = this.#text;
    this.#text = '';
    return linked(parse(text), MAX_DEPTH, this.#lists);
  }

  /** Throws `NotJson` unless everything that was not read is JSON as well. */
  check(): void {
    for (const list of this.#lists.cuts) new LongList(list, this.#lists).check();
  }
}

/** Returns whether an odd number of backslashes precedes an index. */
function isEscaped(text: string, from: number, index: number): boolean {
  let at = index;
  while (at > from && text.charCodeAt(at - 1) === BACKSLASH) at--;
  return (index - at) % 2 === 1;
}

/** Returns a copy, because V8 keeps the whole string for any slice of it. */
function copied(text: string): string {
  return ` ${text}`.slice(1);
}
