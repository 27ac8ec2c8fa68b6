import type { ReadReport, ReportReader } from '../base/format.ts';
import { unreadableReport } from '../base/read-outcome.ts';
import { XmlReader } from './xml.ts';
import type { XmlHandler } from './xml-handler.ts';

const PROLOG =
  /^\s*(?:<\?[\s\S]*?\?>\s*|<!--[\s\S]*?-->\s*|<!DOCTYPE[^[>]*(?:\[[\s\S]*?\]\s*)?>\s*)*/i;
const ROOT = /<(?:[^\s<>/:]*:)?([^\s<>/:]+)([^<>]*)/y;

/** Local name of the document's root element and the text of its attributes; undefined for no XML. */
export function xmlRoot(head: string): { readonly name: string; readonly tag: string } | undefined {
  ROOT.lastIndex = PROLOG.exec(head)?.[0].length ?? 0;
  const match = ROOT.exec(head);
  return match === null ? undefined : { name: match[1] ?? '', tag: match[2] ?? '' };
}

/** Whether the head reaches beyond the root element's opening tag, into its content. */
export function hasWholeRoot(head: string): boolean {
  return xmlRoot(head) !== undefined && ROOT.lastIndex < head.length;
}

/**
 * A reader that feeds an XML document to `handler` and asks `finish` once it was read to its end.
 * `doctype`, when given, is the one DOCTYPE of the format that is passed over.
 */
export function xmlReader(
  format: string,
  handler: XmlHandler,
  finish: () => ReadReport,
  doctype?: RegExp,
): ReportReader {
  const reader = new XmlReader(handler, doctype);
  return {
    write: (chunk) => reader.write(chunk),
    end() {
      const why = reader.end();
      return why === undefined ? finish() : unreadableReport(format, why);
    },
  };
}
