import type { ReadReport, ReportReader } from '../base/format.ts';
import { unreadableReport } from '../base/read-outcome.ts';
import { ReportText } from '../base/report-text.ts';
import type { Json } from './json-value.ts';

/** Largest JSON report that is parsed, in bytes: 256 MiB. V8's longest string is twice as long. */
export const MAX_JSON_BYTES = 256 * 1024 * 1024;

/**
 * A reader that gathers a whole JSON document under `MAX_JSON_BYTES` and hands it over once.
 * Trouble inside `read` is a `MalformedReport`; anything else thrown there is our own mistake.
 */
export function jsonReader(
  format: string,
  read: (document: Json) => ReadReport,
  maxBytes = MAX_JSON_BYTES,
): ReportReader {
  const decoder = new ReportText();
  const pieces: string[] = [];
  let bytes = 0;
  return {
    write(chunk) {
      bytes += chunk.length;
      if (bytes <= maxBytes) pieces.push(decoder.decode(chunk));
    },
    end() {
      if (bytes > maxBytes) return unreadableReport(format, tooLarge(maxBytes));
      pieces.push(decoder.end());
      return readDocument(format, pieces.join(''), read);
    },
  };
}

/** A document that parses and yet does not hold what its format requires. */
export class MalformedReport extends Error {}

function readDocument(
  format: string,
  text: string,
  read: (document: Json) => ReadReport,
): ReadReport {
  const document = parsed(text);
  if ('why' in document) return unreadableReport(format, document.why);
  try {
    return read(document.value);
  } catch (error) {
    if (error instanceof MalformedReport) return unreadableReport(format, error.message);
    throw error;
  }
}

function parsed(text: string): { readonly value: Json } | { readonly why: string } {
  try {
    return { value: JSON.parse(text) as Json };
  } catch {
    // The parser's own words differ between versions of Node, and audits must not.
    return {
      why: 'This is not a complete JSON document: it was cut off, or something else was written into it.',
    };
  }
}

function tooLarge(maxBytes: number): string {
  return `The JSON document is larger than the ${maxBytes / 1024 / 1024} MiB that are read; split it, or upload JUnit XML, which is read as a stream.`;
}
