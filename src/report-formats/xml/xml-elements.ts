import type { XmlAttributes, XmlHandler } from './xml-handler.ts';

/** UTF-16 units kept of an element's text: enough for the first line of any failure. */
export const MAX_TEXT = 4000;

/** What a format does with each element. */
export interface ElementEvents {
  /** At an opening tag; true when the text directly inside the element is wanted. */
  begin(name: string, attributes: XmlAttributes): boolean;
  /** At the closing tag, with the wanted text, else empty. */
  finish(name: string, text: string): void;
}

/** Gathers each element's own text, bounded, so that a format sees elements instead of pieces. */
export class ElementHandler implements XmlHandler {
  readonly #events: ElementEvents;
  /** Per open element its text so far; undefined where it is not wanted. */
  readonly #texts: (string | undefined)[] = [];

  constructor(events: ElementEvents) {
    this.#events = events;
  }

  open(name: string, attributes: XmlAttributes): void {
    this.#texts.push(this.#events.begin(name, attributes) ? '' : undefined);
  }

  close(name: string): void {
    this.#events.finish(name, this.#texts.pop() ?? '');
  }

  wantsText(): boolean {
    const text = this.#texts.at(-1);
    return text !== undefined && text.length < MAX_TEXT;
  }

  text(text: string): void {
    const last = this.#texts.length - 1;
    this.#texts[last] = (this.#texts[last] ?? '') + text.slice(0, MAX_TEXT);
  }
}
