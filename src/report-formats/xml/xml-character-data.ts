import { MAX_MARK } from './xml-marks.ts';
import { badReference } from './xml-reference.ts';

const CLOSING_BRACKET = 93;
const CARRIAGE_RETURN = 13;

/** The next of each mark that text may not contain as it is, looked for once and not per text. */
export class CharacterData {
  #text = '';
  /** At or behind the place last looked at; −1 before the first look, infinity when there is none. */
  #ampersand = -1;
  #cdataEnd = -1;

  /** Starts on another buffer. */
  begin(text: string): void {
    this.#text = text;
    this.#ampersand = -1;
    this.#cdataEnd = -1;
  }

  /** What is wrong with the text between `from` and `end`; undefined when nothing is. */
  wrong(from: number, end: number): string | undefined {
    if (this.#ampersand < from) {
      this.#ampersand = placeOf(this.#text, '&', from);
    }
    if (this.#ampersand < end) {
      const bad = badReference(this.#text, from, end);
      if (bad !== undefined) {
        return `${JSON.stringify(bad)} stands for nothing; "&" is written "&amp;"`;
      }
    }
    if (this.#cdataEnd < from) {
      this.#cdataEnd = placeOf(this.#text, ']]>', from);
    }
    return this.#cdataEnd < end ? 'a "]]>" stands in text' : undefined;
  }
}

/** Where `mark` stands at or behind `from`; infinity when nowhere. */
export function placeOf(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from);
  return found < 0 ? Number.POSITIVE_INFINITY : found;
}

/**
 * How far text may be given away when its end has not come yet: not into what may be the beginning
 * of `]]>`, of a reference, of CRLF or of a character of several bytes.
 */
export function safeEnd(text: string, from: number): number {
  let end = text.length;
  const ampersand = text.lastIndexOf('&');
  if (ampersand >= from && end - ampersand < MAX_MARK && !text.includes(';', ampersand)) {
    end = ampersand;
  }
  for (let back = 0; back < 3 && end > from; back++) {
    const last = text.charCodeAt(end - 1);
    if (last < 0x80 && last !== CLOSING_BRACKET && last !== CARRIAGE_RETURN) {
      break;
    }
    end--;
  }
  return Math.max(end, from);
}
