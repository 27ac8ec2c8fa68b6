import { CharacterData, placeOf, safeEnd } from './xml-character-data.ts';
import { ElementStack, MAX_DEPTH } from './xml-element-stack.ts';
import type { XmlHandler } from './xml-handler.ts';
import {
  commentEnd,
  DOCTYPE_REFUSED,
  declarationEnd,
  declared,
  doctypeEnd,
  type Found,
  instructionEnd,
  instructionTarget,
} from './xml-marks.ts';
import { spaceEnd } from './xml-names.ts';
import { type Step, XmlTag } from './xml-tag.ts';
import { cdataValue, textValue } from './xml-text.ts';

/** Longest tag with all its attributes, in bytes: a failure's message may be megabytes. */
export const MAX_TAG = 8 * 1024 * 1024;
const BANG = 33;
const SLASH = 47;
const QUESTION = 63;

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
  readonly #elements: ElementStack;
  #mode: Mode = 'text';
  #text = '';
  #at = 0;
  /** Bytes before the buffer. */
  #before = 0;
  readonly #data = new CharacterData();
  /** First `<` at or behind the place last looked at; −1 before the first look. */
  #nextTag = -1;
  #begun = false;
  #trouble: string | undefined;

  /** `doctype`, when given, is the one DOCTYPE without a subset that is passed over, never loaded. */
  constructor(handler: XmlHandler, doctype?: RegExp) {
    this.#handler = handler;
    this.#elements = new ElementStack(handler);
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
    if (this.#trouble !== undefined) return piece.length;
    this.#text = piece;
    this.#at = 0;
    this.#nextTag = -1;
    this.#data.begin(piece);
    this.#tag.begin(piece);
    let step: Step = 'done';
    while (step === 'done') {
      step = this.#step();
    }
    if (step === 'more' && piece.length - this.#at > MAX_TAG) {
      this.#trouble = `The XML has a tag or attribute longer than ${MAX_TAG / 1024 / 1024} MiB, which is more than is read.`;
    }
    this.#before += this.#at;
    return this.#at;
  }

  /** After the last piece: why the document can't be trusted, undefined when it is whole. */
  end(rest: string): string | undefined {
    const { inside } = this.#elements;
    if (this.#trouble !== undefined) return this.#trouble;
    if (inside !== undefined) return `The XML ends inside <${inside}>: the file was cut off.`;
    if (this.#mode !== 'text' || spaceEnd(rest, 0) < rest.length) {
      return 'The XML ends inside a tag or comment: the file was cut off.';
    }
    return this.#elements.state === 'epilog' ? undefined : 'The XML has no element in it.';
  }

  #step(): Step {
    switch (this.#mode) {
      case 'text':
        return this.#scanText();
      case 'cdata':
        return this.#scanCdata();
      case 'comment':
        return this.#skip(commentEnd(this.#text, this.#at));
      case 'instruction':
        return this.#skip(instructionEnd(this.#text, this.#at));
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
      this.#nextTag = placeOf(text, '<', this.#at);
    }
    const whole = this.#nextTag < text.length;
    const end = whole ? this.#nextTag : safeEnd(text, this.#at);
    if (end > this.#at) {
      const step = this.#giveText(end);
      if (step === 'failed') return step;
      this.#at = end;
    }
    return whole ? this.#markup() : 'more';
  }

  #giveText(end: number): Step {
    const text = this.#text;
    const from = this.#at;
    if (spaceEnd(text, from) < end) {
      if (this.#elements.state !== 'root') {
        return this.#fail('there is text outside the root element');
      }
      const bad = this.#data.wrong(from, end);
      if (bad !== undefined) return this.#fail(bad);
    }
    if (this.#elements.state === 'root' && this.#handler.wantsText()) {
      this.#handler.text(textValue(text.slice(from, end)));
    }
    return 'done';
  }

  #markup(): Step {
    switch (this.#text.charCodeAt(this.#at + 1)) {
      case SLASH:
        return this.#leave(this.#elements.close(this.#text, this.#at));
      case BANG:
        return this.#declaration();
      case QUESTION:
        return this.#instruction();
      default:
        return this.#openTag();
    }
  }

  #openTag(): Step {
    this.#nextTag = placeOf(this.#text, '<', this.#at + 1);
    const tag = this.#tag;
    const step = tag.scan(this.#at, this.#nextTag);
    if (step !== 'done') return step === 'failed' ? this.#fail(tag.why) : 'more';
    if (this.#elements.state === 'epilog') {
      return this.#fail('a second root element follows the first');
    }
    if (this.#elements.isFull) {
      this.#trouble = `The XML nests more than ${MAX_DEPTH} elements, which is more than is read.`;
      return 'failed';
    }
    this.#elements.open(tag);
    this.#at = tag.end;
    return 'done';
  }

  #declaration(): Step {
    const what = declared(this.#text, this.#at);
    switch (what) {
      case '<!--':
        return this.#enter('comment', this.#at + 4);
      case '<![CDATA[':
        return this.#elements.state === 'root'
          ? this.#enter('cdata', this.#at + 9)
          : this.#fail('there is text outside the root element');
      case '<!DOCTYPE':
        return this.#doctypeStep();
      case 'more':
        return 'more';
      default:
        return this.#fail(what.wrong);
    }
  }

  #doctypeStep(): Step {
    const allowed = this.#elements.state === 'prolog' ? this.#doctype : undefined;
    const end = doctypeEnd(this.#text, this.#at, allowed);
    if (typeof end === 'object') {
      this.#trouble = DOCTYPE_REFUSED;
      return 'failed';
    }
    return this.#leave(end);
  }

  #instruction(): Step {
    const target = instructionTarget(this.#text, this.#at);
    if (typeof target !== 'number') return this.#leave(target);
    if (!/^xml$/i.test(this.#text.slice(this.#at + 2, target))) {
      return this.#enter('instruction', target);
    }
    return this.#begun || this.#elements.state !== 'prolog'
      ? this.#fail('an XML declaration stands in the wrong place')
      : this.#leave(declarationEnd(this.#text, this.#at));
  }

  #enter(mode: Mode, at: number): Step {
    this.#begun = true;
    this.#mode = mode;
    this.#at = at;
    return 'done';
  }

  #scanCdata(): Step {
    const end = this.#text.indexOf(']]>', this.#at);
    const to = end < 0 ? safeEnd(this.#text, this.#at) : end;
    if (to > this.#at && this.#handler.wantsText()) {
      this.#handler.text(cdataValue(this.#text.slice(this.#at, to)));
    }
    this.#at = to;
    return this.#leave(end < 0 ? 'more' : end + 3);
  }

  /** Passes over a comment or an instruction, of which only a last `--` or `?` must be kept. */
  #skip(end: Found): Step {
    if (end === 'more') {
      this.#at = Math.max(this.#at, this.#text.length - 2);
    }
    return this.#leave(end);
  }

  /** Back to text behind what ends at `end`. */
  #leave(end: Found): Step {
    if (end === 'more') return 'more';
    if (typeof end === 'object') return this.#fail(end.wrong);
    this.#begun = true;
    this.#mode = 'text';
    this.#at = end;
    return 'done';
  }
}
