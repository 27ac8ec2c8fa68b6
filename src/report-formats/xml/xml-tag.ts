import type { XmlAttributes } from './xml-handler.ts';
import { isName, nameEnd, spaceEnd } from './xml-names.ts';
import { RawValue } from './xml-raw-value.ts';
import { badReference } from './xml-reference.ts';
import { interned, type XmlShape, XmlShapes } from './xml-shape.ts';

/** Attributes of one element; comparing each with each stays cheap up to here. */
export const MAX_ATTRIBUTES = 256;

const DOUBLE_QUOTE = 34;
const SINGLE_QUOTE = 39;
const SLASH = 47;
const EQUALS = 61;
const GREATER = 62;

const NOT_AN_ATTRIBUTE = 'an attribute is not written as name="value"';

/** What a scan came to: it is through, or it needs more bytes, or the document is no good. */
export type Step = 'done' | 'more' | 'failed';

/**
 * One opening tag, scanned in place: only the bounds of its values are kept, and a value is decoded
 * when it is asked for. Everything XML demands of a tag is checked all the same.
 */
export class XmlTag implements XmlAttributes {
  /** The element; good after a scan that is done. */
  shape: XmlShape = { raw: '', local: '', attributes: [] };
  /** Behind the tag's `>`. */
  end = 0;
  selfClosing = false;
  /** Why the scan failed. */
  why = '';
  #text = '';
  /** First `&` at or behind the place last looked at; infinity when there is none. */
  #ampersand = -1;
  #count = 0;
  #names: string[] = [];
  /** Whether every attribute so far stands where the shape has it. */
  #asBefore = true;
  /** Per attribute: value from and to. */
  readonly #bounds = new Int32Array(MAX_ATTRIBUTES * 2);
  /** Per attribute: whether there are references in its value. */
  readonly #refers = new Uint8Array(MAX_ATTRIBUTES);
  readonly #shapes = new XmlShapes();
  readonly #asked = new RawValue();

  /** Starts on another buffer: places in the former one mean nothing any more. */
  begin(text: string): void {
    this.#text = text;
    this.#ampersand = -1;
  }

  /** Scans the tag whose `<` stands at `at`; `nextTag` is where the next `<` stands, or infinity. */
  scan(at: number, nextTag: number): Step {
    const text = this.#text;
    const nameTo = nameEnd(text, at + 1);
    if (nameTo >= text.length) {
      return 'more';
    }
    const shape = this.#shapes.of(text, at + 1, nameTo);
    if (shape === undefined) {
      return this.#fail('a "<" is not followed by a name; in text it is written "&lt;"');
    }
    this.shape = shape;
    this.#count = 0;
    this.#asBefore = true;
    let place = nameTo;
    let step: Step = 'done';
    while (step === 'done') {
      const from = spaceEnd(text, place);
      if (this.#ends(from)) {
        return this.#finish(from);
      }
      if (from >= text.length) {
        return 'more';
      }
      if (from === place) {
        return this.#fail('there is no space before an attribute');
      }
      step = this.#attribute(from, nextTag);
      place = (this.#bounds[this.#count * 2 - 1] ?? 0) + 1;
    }
    return step;
  }

  get(name: string): string | undefined {
    return this.hold(name, this.#asked) ? this.#asked.decoded() : undefined;
  }

  hold(name: string, value: RawValue): boolean {
    for (let at = 0; at < this.#count; at++) {
      if (this.#names[at] === name) {
        const to = this.#bounds[at * 2 + 1] ?? 0;
        value.point(this.#text, this.#bounds[at * 2] ?? 0, to, this.#refers[at] === 1);
        return true;
      }
    }
    value.point('', 0, 0, false);
    return false;
  }

  #attribute(from: number, nextTag: number): Step {
    const text = this.#text;
    const known = this.shape.attributes[this.#count];
    const isKnown =
      known !== undefined &&
      text.startsWith(known, from) &&
      text.charCodeAt(from + known.length) === EQUALS;
    const to = isKnown ? from + known.length : nameEnd(text, from);
    const equals = isKnown ? to : spaceEnd(text, to);
    const quote = spaceEnd(text, equals + 1);
    if (quote >= text.length) {
      return this.#incomplete(from, to, equals);
    }
    if (text.charCodeAt(equals) !== EQUALS || !(isKnown || isName(text, from, to))) {
      return this.#fail(NOT_AN_ATTRIBUTE);
    }
    const name = this.#named(isKnown ? known : undefined, from, to);
    return name === undefined ? 'failed' : this.#valueStep(name, quote, nextTag);
  }

  #valueStep(name: string, quote: number, nextTag: number): Step {
    const text = this.#text;
    const code = text.charCodeAt(quote);
    if (code !== DOUBLE_QUOTE && code !== SINGLE_QUOTE) {
      return this.#fail(NOT_AN_ATTRIBUTE);
    }
    const end = text.indexOf(code === DOUBLE_QUOTE ? '"' : "'", quote + 1);
    if (end < 0 ? nextTag < text.length : nextTag < end) {
      return this.#fail('an attribute value contains "<"');
    }
    if (end < 0) {
      return 'more';
    }
    const refers = this.#hasReference(quote + 1, end);
    const bad = refers ? badReference(text, quote + 1, end) : undefined;
    if (bad !== undefined) {
      return this.#fail(`${JSON.stringify(bad)} stands for nothing; "&" is written "&amp;"`);
    }
    this.#refers[this.#count] = refers ? 1 : 0;
    this.#names[this.#count] = name;
    this.#bounds[this.#count * 2] = quote + 1;
    this.#bounds[this.#count * 2 + 1] = end;
    this.#count++;
    return 'done';
  }

  /** The buffer ends before the value: nothing wrong yet, unless what is there is no name. */
  #incomplete(from: number, to: number, equals: number): Step {
    const text = this.#text;
    const wrong =
      to < text.length &&
      (to === from || (equals < text.length && text.charCodeAt(equals) !== EQUALS));
    return wrong ? this.#fail(NOT_AN_ATTRIBUTE) : 'more';
  }

  /** The attribute's name as one string for all its occurrences; undefined when it stands twice. */
  #named(known: string | undefined, from: number, to: number): string | undefined {
    if (known !== undefined && this.#asBefore) {
      return known;
    }
    const name = known ?? interned(this.#text.slice(from, to));
    this.#asBefore = false;
    if (this.#count === MAX_ATTRIBUTES) {
      this.#fail(`an element has more than ${MAX_ATTRIBUTES} attributes`);
      return undefined;
    }
    for (let at = 0; at < this.#count; at++) {
      if (this.#names[at] === name) {
        this.#fail(`the attribute ${JSON.stringify(name.slice(0, 100))} stands twice`);
        return undefined;
      }
    }
    return name;
  }

  #hasReference(from: number, to: number): boolean {
    if (this.#ampersand < from) {
      const found = this.#text.indexOf('&', from);
      this.#ampersand = found < 0 ? Number.POSITIVE_INFINITY : found;
    }
    return this.#ampersand < to;
  }

  /** Whether the tag's last character stands at `at`: `>`, or the `/` before one. */
  #ends(at: number): boolean {
    const code = this.#text.charCodeAt(at);
    return code === GREATER || code === SLASH;
  }

  #finish(at: number): Step {
    this.selfClosing = this.#text.charCodeAt(at) === SLASH;
    if (this.selfClosing) {
      if (at + 1 >= this.#text.length) {
        return 'more';
      }
      if (this.#text.charCodeAt(at + 1) !== GREATER) {
        return this.#fail('a "/" in a tag is not followed by ">"');
      }
    }
    this.end = at + (this.selfClosing ? 2 : 1);
    if (!this.#asBefore) {
      this.shape.attributes = this.#names.slice(0, this.#count);
    }
    return 'done';
  }

  #fail(why: string): Step {
    this.why = why;
    return 'failed';
  }
}
