import type { CoverageReport } from '../../model/coverage-report.ts';
import type { FindingsReport } from '../../model/findings-report.ts';
import type { Benchmarks, Inventory } from '../../model/inventory.ts';
import type { SourceKind } from '../../model/source-manifest.ts';
import type { TestReport } from '../../model/test-report.ts';

/** What a report turned out to hold. */
export type ReportContent =
  | { readonly kind: 'tests'; readonly report: TestReport }
  | { readonly kind: 'coverage'; readonly report: CoverageReport }
  | { readonly kind: 'findings'; readonly report: FindingsReport }
  | { readonly kind: 'sbom'; readonly report: Inventory }
  | { readonly kind: 'benchmark'; readonly report: Benchmarks };

/**
 * A report after reading. `empty` is well-formed with nothing counted in it, and is never a pass;
 * `unreadable` says why in words a user can act on, and a truncated report is unreadable.
 */
export type ReadReport =
  | { readonly state: 'present'; readonly format: string; readonly content: ReportContent }
  | { readonly state: 'empty'; readonly format: string; readonly content: ReportContent }
  | {
      readonly state: 'unreadable';
      readonly format: string;
      readonly why: string;
      /** Of a file in no known format: it is no whole document of any make either. */
      readonly torn?: boolean;
    };

/** Takes a report's bytes in pieces of any size, in order, and answers once at the end. Never throws. */
export interface ReportReader {
  write(chunk: Uint8Array): void;
  end(): ReadReport;
}

/** One report format: recognised by content, never by name alone. */
export interface ReportFormat {
  /** Kebab-case, the file's name: `junit`, `go-test-json`. */
  readonly name: string;
  /** What its reports are evidence of: known even of a report that cannot be read. */
  readonly kind: SourceKind;
  /**
   * Whether the report is in this format. `head` is its first 64 KiB decoded (or all of it when
   * smaller), without a byte order mark; `path` is only a hint for formats without any signature.
   */
  recognise(head: string, path: string): boolean;
  reader(): ReportReader;
}

/** A report that could not be read; `why` tells the user what to do about it. */
export function unreadableReport(format: string, why: string): ReadReport {
  return { state: 'unreadable', format, why };
}

/**
 * A report that was read: `empty` when nothing is counted in it. A scan that found nothing is not
 * empty, it is clean; its reader says itself when nothing was scanned.
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
