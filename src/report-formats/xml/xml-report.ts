import { type ReadReport, type ReportReader, unreadableReport } from '../base/format.ts';
import { type XmlAttributes, type XmlHandler, XmlReader } from './xml-reader.ts';

/** Maximum UTF-16 units kept of an element's text: enough for the first line of any failure. */
const MAX_TEXT = 4000;

const PROLOG =
  /^\s*(?:<\?[\s\S]*?\?>\s*|<!--[\s\S]*?-->\s*|<!DOCTYPE[^[>]*(?:\[[\s\S]*?\]\s*)?>\s*)*/i;
const ROOT = /<(?:[^\s<>/:]*:)?([^\s<>/:]+)([^<>]*)/y;

/**
 * Returns the name of the root element without its prefix and the text of its attributes; undefined
 * when the text is not XML.
 */
export function xmlRoot(head: string): { readonly name: string; readonly tag: string } | undefined {
  ROOT.lastIndex = PROLOG.exec(head)?.[0].length ?? 0;
  const match = ROOT.exec(head);
  return match === null ? undefined : { name: match[1] ?? '', tag: match[2] ?? '' };
}

/** Returns whether the head contains the complete opening tag of the root element. */
export function hasWholeRoot(head: string): boolean {
  return xmlRoot(head) !== undefined && ROOT.lastIndex < head.length;
}

/** A handler that returns the report of a complete document. */
export interface XmlReportHandler extends XmlHandler {
  finish(): ReadReport;
}

/** Returns a reader of XML; `doctype`, when given, is the one DOCTYPE that is ignored. */
export function xmlReader(
  format: string,
  handler: XmlReportHandler,
  doctype?: RegExp,
): ReportReader {
  const reader = new XmlReader(handler, doctype);
  return {
    write: (chunk) => reader.write(chunk),
    end() {
      const why = reader.end();
      return why === undefined ? handler.finish() : unreadableReport(format, why);
    },
  };
}

/** What a format does with each element. */
export interface ElementEvents {
  /** Takes an opening tag; returns whether the text directly inside the element is wanted. */
  begin(name: string, attributes: XmlAttributes): boolean;
  /** Takes a closing tag with the wanted text; otherwise the text is empty. */
  finish(name: string, text: string): void;
  /** Returns the report of a complete document. */
  end(): ReadReport;
}

/** Gathers the text of each element, so that a format sees elements instead of pieces. */
export class ElementHandler implements XmlReportHandler {
  readonly #events: ElementEvents;
  /** The text so far of each open element; undefined where it is not wanted. */
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

  finish(): ReadReport {
    return this.#events.end();
  }
}
