import type { XmlHandler } from './xml-handler.ts';
import { isName, nameEnd, spaceEnd } from './xml-names.ts';
import type { XmlShape } from './xml-shape.ts';
import { type Step, XmlTag } from './xml-tag.ts';
import { badReference, cdataValue, decodeUtf8, textValue } from './xml-text.ts';

/** Elements inside each other; test reports nest a dozen. */
export const MOST_DEPTH = 1000;
/** Longest tag with all its attributes, in bytes: a failure's message may be megabytes. */
export const LONGEST_TAG = 8 * 1024 * 1024;
/** Longest reference, XML declaration or DOCTYPE that is looked for across two chunks. */
const LONGEST_MARK = 1000;

const BANG = 33;
const SLASH = 47;
const GREATER = 62;
const QUESTION = 63;
const NEVER = Number.POSITIVE_INFINITY;

/** Spaces are spelled out: JavaScript's `\s` knows more of them than XML. */
const DECLARATION =
  /^<\?xml[ \t\r\n]+version[ \t\r\n]*=[ \t\r\n]*(?:"1\.[0-9]+"|'1\.[0-9]+')(?:[ \t\r\n]+encoding[ \t\r\n]*=[ \t\r\n]*(?:"[A-Za-z][\w.-]*"|'[A-Za-z][\w.-]*'))?(?:[ \t\r\n]+standalone[ \t\r\n]*=[ \t\r\n]*(?:"(?:yes|no)"|'(?:yes|no)'))?[ \t\r\n]*\?>$/;

const DOCTYPE_REFUSED =
  'The XML has a DOCTYPE, which is refused: it can make a reader load files or grow without end. Have the tool leave it out.';

type Mode = 'text' | 'cdata' | 'comment' | 'instruction';

/**
 * A streaming scanner for well-formed XML 1.0 over UTF-8 bytes read as Latin-1. It accepts exactly
 * what a conforming parser without a DTD accepts, save that control characters, which XML forbids
 * and captured output is full of, are taken as text. Fuzzed against saxes, without a difference.
 */
export class XmlScanner {
  readonly #handler: XmlHandler;
  readonly #doctype: RegExp | undefined;
  readonly #tag = new XmlTag();
  readonly #open: XmlShape[] = [];
  #mode: Mode = 'text';
  #text = '';
  #at = 0;
  /** Bytes before the buffer. */
  #before = 0;
  /** First of each at or behind the place last looked at; −1 before the first look. */
  #nextTag = -1;
  #nextAmpersand = -1;
  #nextCdataEnd = -1;
  #state: 'prolog' | 'root' | 'epilog' = 'prolog';
  #begun = false;
  #trouble: string | undefined;

  /** `doctype`, when given, is the one DOCTYPE without a subset that is passed over, never loaded. */
  constructor(handler: XmlHandler, doctype?: RegExp) {
    this.#handler = handler;
    this.#doctype = doctype;
  }

  /** Why the document is no good; undefined so far. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  /**
   * Scans a piece and answers how many characters of it are done with: the next piece begins with
   * the others, which only make sense together with what follows them.
   */
  scan(piece: string): number {
    if (this.#trouble !== undefined) {
      return piece.length;
    }
    this.#text = piece;
    this.#at = 0;
    this.#nextTag = -1;
    this.#nextAmpersand = -1;
    this.#nextCdataEnd = -1;
    this.#tag.begin(piece);
    let step: Step = 'done';
    while (step === 'done') {
      step = this.#step();
    }
    if (step === 'more' && piece.length - this.#at > LONGEST_TAG) {
      this.#trouble = `The XML has a tag or attribute longer than ${LONGEST_TAG / 1024 / 1024} MiB, which is more than is read.`;
    }
    this.#before += this.#at;
    return this.#at;
  }

  /** After the last piece: why the document can't be trusted, undefined when it is whole. */
  end(rest: string): string | undefined {
    const inside = this.#open.at(-1);
    if (this.#trouble !== undefined) {
      return this.#trouble;
    }
    if (inside !== undefined) {
      return `The XML ends inside <${inside.local}>: the file was cut off.`;
    }
    if (this.#mode !== 'text' || spaceEnd(rest, 0) < rest.length) {
      return 'The XML ends inside a tag or comment: the file was cut off.';
    }
    return this.#state === 'epilog' ? undefined : 'The XML has no element in it.';
  }

  #step(): Step {
    switch (this.#mode) {
      case 'text':
        return this.#scanText();
      case 'cdata':
        return this.#scanCdata();
      case 'comment':
        return this.#skipComment();
      case 'instruction':
        return this.#skipInstruction();
      default:
        this.#mode satisfies never;
        return 'failed';
    }
  }

  #fail(what: string): Step {
    this.#trouble = `The XML is not well-formed near byte ${this.#before + this.#at}: ${what}.`;
    return 'failed';
  }

  #scanText(): Step {
    const text = this.#text;
    if (this.#nextTag < this.#at) {
      const found = text.indexOf('<', this.#at);
      this.#nextTag = found < 0 ? NEVER : found;
    }
    const whole = this.#nextTag < text.length;
    const end = whole ? this.#nextTag : safeEnd(text, this.#at);
    if (end > this.#at) {
      const step = this.#giveText(end);
      if (step === 'failed') {
        return step;
      }
      this.#at = end;
    }
    return whole ? this.#markup() : 'more';
  }

  #giveText(end: number): Step {
    const text = this.#text;
    const from = this.#at;
    if (spaceEnd(text, from) < end) {
      if (this.#state !== 'root') {
        return this.#fail('there is text outside the root element');
      }
      const bad = this.#badText(from, end);
      if (bad !== undefined) {
        return this.#fail(bad);
      }
    }
    if (this.#state === 'root' && this.#handler.wantsText()) {
      this.#handler.text(textValue(text.slice(from, end)));
    }
    return 'done';
  }

  #badText(from: number, end: number): string | undefined {
    const text = this.#text;
    if (this.#nextAmpersand < from) {
      const found = text.indexOf('&', from);
      this.#nextAmpersand = found < 0 ? NEVER : found;
    }
    if (this.#nextAmpersand < end) {
      const bad = badReference(text, from, end);
      if (bad !== undefined) {
        return `${JSON.stringify(bad)} stands for nothing; "&" is written "&amp;"`;
      }
    }
    if (this.#nextCdataEnd < from) {
      const found = text.indexOf(']]>', from);
      this.#nextCdataEnd = found < 0 ? NEVER : found;
    }
    return this.#nextCdataEnd < end ? 'a "]]>" stands in text' : undefined;
  }

  #markup(): Step {
    switch (this.#text.charCodeAt(this.#at + 1)) {
      case SLASH:
        return this.#closeTag();
      case BANG:
        return this.#declaration();
      case QUESTION:
        return this.#instruction();
      default:
        return this.#openTag();
    }
  }

  #openTag(): Step {
    const found = this.#text.indexOf('<', this.#at + 1);
    this.#nextTag = found < 0 ? NEVER : found;
    const tag = this.#tag;
    const step = tag.scan(this.#at, this.#nextTag);
    if (step !== 'done') {
      return step === 'failed' ? this.#fail(tag.why) : 'more';
    }
    if (this.#state === 'epilog') {
      return this.#fail('a second root element follows the first');
    }
    if (this.#open.length === MOST_DEPTH) {
      this.#trouble = `The XML nests more than ${MOST_DEPTH} elements, which is more than is read.`;
      return 'failed';
    }
    this.#state = 'root';
    const name = tag.shape;
    this.#handler.open(name.local, tag);
    this.#at = tag.end;
    if (tag.selfClosing) {
      this.#close(name);
    } else {
      this.#open.push(name);
    }
    return 'done';
  }

  #closeTag(): Step {
    const text = this.#text;
    const top = this.#open.at(-1);
    const from = this.#at + 2;
    if (top !== undefined && text.startsWith(top.raw, from)) {
      const end = spaceEnd(text, from + top.raw.length);
      if (text.charCodeAt(end) === GREATER) {
        this.#open.pop();
        this.#at = end + 1;
        this.#close(top);
        return 'done';
      }
    }
    // Whatever it is, it is wrong once it is whole.
    const to = nameEnd(text, from);
    if (spaceEnd(text, to) >= text.length) {
      return 'more';
    }
    const inside = top === undefined ? 'nothing' : `<${top.local}>`;
    return this.#fail(
      `</${decodeUtf8(text.slice(from, Math.min(to, from + 100)))}> closes ${inside}`,
    );
  }

  #close(name: XmlShape): void {
    if (this.#open.length === 0) {
      this.#state = 'epilog';
    }
    this.#handler.close(name.local);
  }

  #declaration(): Step {
    const text = this.#text;
    if (text.startsWith('--', this.#at + 2)) {
      return this.#enter('comment', 4);
    }
    if (text.startsWith('[CDATA[', this.#at + 2)) {
      return this.#state === 'root'
        ? this.#enter('cdata', 9)
        : this.#fail('there is text outside the root element');
    }
    if (text.startsWith('DOCTYPE', this.#at + 2)) {
      return this.#doctypeStep();
    }
    const rest = text.slice(this.#at, this.#at + 9);
    return ['<!--', '<![CDATA[', '<!DOCTYPE'].some((mark) => mark.startsWith(rest))
      ? 'more'
      : this.#fail('a "<!" begins neither a comment nor a CDATA section');
  }

  #doctypeStep(): Step {
    const end = this.#text.indexOf('>', this.#at);
    if (end < 0 && this.#text.length - this.#at < LONGEST_MARK) {
      return 'more';
    }
    const whole = end < 0 ? '' : this.#text.slice(this.#at, end + 1);
    if (this.#state !== 'prolog' || this.#doctype?.test(whole) !== true) {
      this.#trouble = DOCTYPE_REFUSED;
      return 'failed';
    }
    this.#begun = true;
    this.#at = end + 1;
    return 'done';
  }

  #instruction(): Step {
    const text = this.#text;
    const to = nameEnd(text, this.#at + 2);
    if (to >= text.length - 1) {
      return 'more';
    }
    if (/^xml$/i.test(text.slice(this.#at + 2, to))) {
      return this.#xmlDeclaration();
    }
    const ended = spaceEnd(text, to) > to || text.startsWith('?', to);
    return isName(text, this.#at + 2, to) && ended
      ? this.#enter('instruction', to - this.#at)
      : this.#fail('a "<?" is not followed by a name');
  }

  #xmlDeclaration(): Step {
    const end = this.#text.indexOf('?>', this.#at);
    if (end < 0 && this.#text.length - this.#at < LONGEST_MARK) {
      return 'more';
    }
    if (
      this.#begun ||
      this.#state !== 'prolog' ||
      !DECLARATION.test(this.#text.slice(this.#at, end + 2))
    ) {
      return this.#fail('an XML declaration stands in the wrong place or says what none may say');
    }
    this.#begun = true;
    this.#at = end + 2;
    return 'done';
  }

  #enter(mode: Mode, skip: number): Step {
    this.#begun = true;
    this.#mode = mode;
    this.#at += skip;
    return 'done';
  }

  #scanCdata(): Step {
    const end = this.#text.indexOf(']]>', this.#at);
    const to = end < 0 ? safeEnd(this.#text, this.#at) : end;
    if (to > this.#at && this.#handler.wantsText()) {
      this.#handler.text(cdataValue(this.#text.slice(this.#at, to)));
    }
    this.#at = to;
    return this.#leave(end, 3);
  }

  #skipComment(): Step {
    const end = this.#text.indexOf('--', this.#at);
    if (end < 0) {
      this.#at = Math.max(this.#at, this.#text.length - 1);
      return 'more';
    }
    this.#at = end;
    if (end + 2 >= this.#text.length) {
      return 'more';
    }
    return this.#text.charCodeAt(end + 2) === GREATER
      ? this.#leave(end, 3)
      : this.#fail('a comment contains "--"');
  }

  #skipInstruction(): Step {
    const end = this.#text.indexOf('?>', this.#at);
    if (end < 0) {
      this.#at = Math.max(this.#at, this.#text.length - 1);
    }
    return this.#leave(end, 2);
  }

  /** Back to text behind the mark at `end`; more is needed when there is none. */
  #leave(end: number, length: number): Step {
    if (end < 0) {
      return 'more';
    }
    this.#mode = 'text';
    this.#at = end + length;
    return 'done';
  }
}

/**
 * How far text may be given away when its end has not come yet: not into what may be the beginning
 * of `]]>`, of a reference, of CRLF or of a character of several bytes.
 */
function safeEnd(text: string, from: number): number {
  let end = text.length;
  const ampersand = text.lastIndexOf('&');
  if (ampersand >= from && end - ampersand < LONGEST_MARK && !text.includes(';', ampersand)) {
    end = ampersand;
  }
  for (let back = 0; back < 3 && end > from; back++) {
    const last = text.charCodeAt(end - 1);
    if (last < 0x80 && last !== 93 && last !== 13) {
      break;
    }
    end--;
  }
  return Math.max(end, from);
}
