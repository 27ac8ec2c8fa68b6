/** Counted from the lines themselves, never from a summary attribute. */
export interface CoverageCount {
  readonly covered: number;
  readonly total: number;
}

export interface FileCoverage {
  readonly path: string;
  readonly lines: CoverageCount;
  readonly branches: CoverageCount | null;
  /** Of the lines that the change adds; absent where diff or report tell no lines. */
  readonly changed?: CoverageCount;
}

/** What one coverage report says. `branches` is null where the format or the report has none. */
export interface CoverageReport {
  /** Registry name of the format: `cobertura`, `lcov`, … */
  readonly format: string;
  readonly origin: 'report' | 'log';
  readonly lines: CoverageCount;
  readonly branches: CoverageCount | null;
  /** By path, in code-unit order, bounded; what the cap left out is counted in `omitted`. */
  readonly files: readonly FileCoverage[];
  readonly omitted: number;
  readonly notes: readonly string[];
}
