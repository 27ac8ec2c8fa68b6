import type { ReportFormat, ReportReader } from './base/format.ts';
import { ReportText } from './base/report-text.ts';
import { REPORT_FORMATS } from './registry.ts';
import { hasWholeRoot } from './xml/xml-report.ts';

/** Bytes needed to detect the format. */
const HEAD_BYTES = 64 * 1024;
/** Bytes that are enough for most XML documents, whose root element identifies them. */
const SHORT_BYTES = 4096;
/** Format name of an unrecognized file. */
export const UNKNOWN_FORMAT = 'unknown';

/**
 * Returns a reader for a file in any format. The first 64 KiB determine the format, by content
 * before name, and nothing else is kept. An unrecognized file is `unreadable`. Never throws.
 */
export function reportReader(
  path: string,
  formats: readonly ReportFormat[] = REPORT_FORMATS,
): ReportReader {
  let head = new Uint8Array(0);
  let reader: ReportReader | undefined;
  const decide = (bytes: Uint8Array): ReportReader => {
    const chosen = chosenReader(bytes, path, formats);
    chosen.write(bytes);
    return chosen;
  };
  return {
    write(chunk) {
      if (reader !== undefined) {
        reader.write(chunk);
        return;
      }
      const all = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
      if (all.length >= HEAD_BYTES) {
        reader = decide(all);
        head = new Uint8Array(0);
      } else {
        // Copy it: the chunk is valid during the call only.
        head = Uint8Array.from(all);
      }
    },
    end() {
      reader ??= decide(head);
      return reader.end();
    },
  };
}

function chosenReader(
  bytes: Uint8Array,
  path: string,
  formats: readonly ReportFormat[],
): ReportReader {
  const short = headText(bytes, SHORT_BYTES);
  const root = hasWholeRoot(short)
    ? formats.find((each) => each.recognize(short, path))
    : undefined;
  if (root !== undefined) return root.reader();
  const head = bytes.subarray(0, HEAD_BYTES);
  const text = headText(bytes, HEAD_BYTES);
  const format = formats.find((each) => each.recognize(text, path));
  if (format !== undefined) return format.reader();
  const why = whyUnknown(head, text);
  const torn = bytes.length < HEAD_BYTES && isIncomplete(text);
  return {
    write: () => undefined,
    end: () => ({ state: 'unreadable', format: UNKNOWN_FORMAT, why, torn }),
  };
}

/**
 * Returns whether a text is incomplete: it begins like a document without ending like one, or does
 * not begin like one.
 */
function isIncomplete(text: string): boolean {
  const plain = text.trim();
  if (plain.startsWith('<')) return !plain.endsWith('>');
  if (!/^[[{]/.test(plain)) return true;
  return !isJson(plain) && !plain.split('\n').every(isJson);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function headText(bytes: Uint8Array, max: number): string {
  const decoder = new ReportText();
  const text = decoder.decode(bytes.subarray(0, max));
  return bytes.length < max ? text + decoder.end() : text;
}

function whyUnknown(head: Uint8Array, text: string): string {
  if (text.trim() === '') {
    return 'The file is empty; the tool that should have written it did not get that far.';
  }
  if (head[0] === 0x50 && head[1] === 0x4b) {
    return 'The file is an archive inside an archive; upload the reports themselves.';
  }
  if (head[0] === 0x1f && head[1] === 0x8b) {
    return 'The file is compressed with gzip; upload the report itself.';
  }
  if (/^\s*(?:<!doctype html|<html)/i.test(text)) {
    return 'The file is an HTML page, made for people; have the tool write JUnit XML, LCOV or another report format.';
  }
  return text.includes('\0')
    ? 'The file is binary and not a report.'
    : 'The file is in none of the report formats that are read.';
}
