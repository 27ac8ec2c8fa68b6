import type { ReadReport, ReportFormat } from '../base/format.ts';
import { type Json, jsonReader } from '../json/json-report.ts';
import type { XmlAttributes, XmlHandler } from '../xml/xml-reader.ts';
import { xmlReader } from '../xml/xml-report.ts';
import { CoverageTally, coverageOutcome } from './coverage-tally.ts';

type Signature = Pick<ReportFormat, 'name' | 'recognize'>;

/** Defines a format that is one JSON document. `read` may throw `MalformedReport`. */
export function jsonCoverage({
  read,
  ...format
}: Signature & { read(document: Json, tally: CoverageTally): void }): ReportFormat {
  const readDocument = (document: Json): ReadReport => {
    const tally = new CoverageTally(format.name);
    read(document, tally);
    return coverageOutcome(format.name, tally);
  };
  return {
    ...format,
    kind: 'coverage',
    reader: (limits) => jsonReader(format.name, readDocument, limits),
  };
}

/** What a format does at the opening and the closing tag of an element, by its name. */
interface Elements extends Pick<XmlHandler, 'text' | 'wantsText'> {
  readonly open: Readonly<Record<string, (attributes: XmlAttributes) => void>>;
  readonly close?: Readonly<Record<string, () => void>>;
}

/** Defines a format that is XML; `doctype`, when given, is the one DOCTYPE that is ignored. */
export function xmlCoverage({
  doctype,
  elements,
  ...format
}: Signature & {
  readonly doctype?: RegExp;
  elements(tally: CoverageTally): Elements;
}): ReportFormat {
  return {
    ...format,
    kind: 'coverage',
    reader() {
      const tally = new CoverageTally(format.name);
      const { open, close = {}, ...text } = elements(tally);
      const handler = {
        ...text,
        open(name: string, attributes: XmlAttributes): void {
          if (Object.hasOwn(open, name)) open[name]?.(attributes);
        },
        close(name: string): void {
          if (Object.hasOwn(close, name)) close[name]?.();
        },
        finish: () => coverageOutcome(format.name, tally),
      };
      return xmlReader(format.name, handler, doctype);
    },
  };
}

/** Returns a counter from 0 for each line, for formats that list the branches of a line in order. */
export function branchIndexes(): (line: number) => number {
  const next = new Map<number, number>();
  return (line) => {
    const index = next.get(line) ?? 0;
    next.set(line, index + 1);
    return index;
  };
}
