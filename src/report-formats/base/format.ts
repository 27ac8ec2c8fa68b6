import type {
  Benchmarks,
  CoverageReport,
  FindingsReport,
  Inventory,
  SourceKind,
  TestReport,
} from '../../model/reports.ts';

export type ReportContent =
  | { readonly kind: 'tests'; readonly report: TestReport }
  | { readonly kind: 'coverage'; readonly report: CoverageReport }
  | { readonly kind: 'findings'; readonly report: FindingsReport }
  | { readonly kind: 'sbom'; readonly report: Inventory }
  | { readonly kind: 'benchmark'; readonly report: Benchmarks };

/**
 * The result of reading a report. `empty` is well-formed and counts nothing, which is never a pass.
 * `unreadable` says why, and how to fix it; a truncated report is unreadable.
 */
export type ReadReport =
  | { readonly state: 'present'; readonly format: string; readonly content: ReportContent }
  | { readonly state: 'empty'; readonly format: string; readonly content: ReportContent }
  | {
      readonly state: 'unreadable';
      readonly format: string;
      readonly why: string;
      /** Whether the file is in no known format and incomplete in any. */
      readonly torn?: boolean;
    };

/** Reads a report from bytes in pieces of any size. Never throws. */
export interface ReportReader {
  write(chunk: Uint8Array): void;
  end(): ReadReport;
}

/** Sizes of JSON documents in memory. */
export interface JsonLimits {
  readonly maxBytes: number;
  /** Maximum length of a text that is parsed at once. */
  readonly wholeLength: number;
  /** Length of the part of an array or object that is parsed at a time. */
  readonly pieceLength: number;
}

/** One report format, recognized by content, never by name alone. */
export interface ReportFormat {
  /** Kebab-case and the name of the file: `junit`, `go-test-json`. */
  readonly name: string;
  /** The kind of evidence, known even for a report that cannot be read. */
  readonly kind: SourceKind;
  /**
   * Returns whether the report is in this format. `head` is its first 64 KiB decoded, without a
   * byte order mark; `path` is a hint for formats without a signature.
   */
  recognize(head: string, path: string): boolean;
  /** Only tests give limits, which formats of JSON documents obey. */
  reader(limits?: JsonLimits): ReportReader;
}

/** Returns an unreadable report; `why` tells the user what to do. */
export function unreadableReport(format: string, why: string): ReadReport {
  return { state: 'unreadable', format, why };
}

/**
 * Returns a report that is `empty` when it counts nothing. A scan without findings is not empty.
 */
export function readOutcome(format: string, content: ReportContent): ReadReport {
  return { state: isEmpty(content) ? 'empty' : 'present', format, content };
}

function isEmpty(content: ReportContent): boolean {
  switch (content.kind) {
    case 'tests':
      return content.report.counts.tests === 0;
    case 'coverage':
      return hasNoLines(content.report);
    case 'findings':
      return false;
    case 'sbom':
      return content.report.components === 0;
    case 'benchmark':
      return content.report.results.length === 0;
    default:
      content satisfies never;
      return true;
  }
}

function hasNoLines(report: CoverageReport): boolean {
  return report.lines.total === 0 && (report.branches?.total ?? 0) === 0;
}
