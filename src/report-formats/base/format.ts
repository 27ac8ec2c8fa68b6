import type {
  Benchmarks,
  CoverageReport,
  FindingsReport,
  Inventory,
  SourceKind,
  TestReport,
} from '../../model/reports.ts';

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
