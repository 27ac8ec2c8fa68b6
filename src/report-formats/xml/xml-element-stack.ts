import type { XmlHandler } from './xml-handler.ts';
import type { Found } from './xml-marks.ts';
import { nameEnd, spaceEnd } from './xml-names.ts';
import type { XmlShape } from './xml-shape.ts';
import type { XmlTag } from './xml-tag.ts';
import { decodeUtf8 } from './xml-text.ts';

/** Elements inside each other; test reports nest a dozen. */
export const MAX_DEPTH = 1000;

const GREATER = 62;

/** The elements that are open, and the handler that hears of them. */
export class ElementStack {
  /** Whether the root element is still to come, open, or closed. */
  state: 'prolog' | 'root' | 'epilog' = 'prolog';
  readonly #open: XmlShape[] = [];
  readonly #handler: XmlHandler;

  constructor(handler: XmlHandler) {
    this.#handler = handler;
  }

  /** The innermost open element; undefined when none is. */
  get inside(): string | undefined {
    return this.#open.at(-1)?.local;
  }

  get isFull(): boolean {
    return this.#open.length === MAX_DEPTH;
  }

  open(tag: XmlTag): void {
    this.state = 'root';
    this.#handler.open(tag.shape.local, tag);
    this.#open.push(tag.shape);
    if (tag.selfClosing) {
      this.#close(tag.shape);
    }
  }

  /** Closes the innermost element by the closing tag whose `</` stands at `at`; answers its end. */
  close(text: string, at: number): Found {
    const top = this.#open.at(-1);
    const from = at + 2;
    if (top !== undefined && text.startsWith(top.raw, from)) {
      const end = spaceEnd(text, from + top.raw.length);
      if (text.charCodeAt(end) === GREATER) {
        this.#close(top);
        return end + 1;
      }
    }
    return mismatch(text, from, this.inside);
  }

  #close(shape: XmlShape): void {
    this.#open.pop();
    if (this.#open.length === 0) {
      this.state = 'epilog';
    }
    this.#handler.close(shape.local);
  }
}

/** Whatever the tag is, it is wrong once it is whole. */
function mismatch(text: string, from: number, inside: string | undefined): Found {
  const to = nameEnd(text, from);
  if (spaceEnd(text, to) >= text.length) {
    return 'more';
  }
  const name = decodeUtf8(text.slice(from, Math.min(to, from + 100)));
  return { wrong: `</${name}> closes ${inside === undefined ? 'nothing' : `<${inside}>`}` };
}
