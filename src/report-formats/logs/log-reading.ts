import type { CoverageCount, TestCounts, TestReport } from '../../model/reports.ts';

/** What a percentage measures; `combined` is lines and branches together. */
export type CoverageMeasure = 'lines' | 'branches' | 'statements' | 'functions' | 'combined';

interface LogTests {
  readonly kind: 'tests';
  /** For example `log:pytest`. */
  readonly format: string;
  /** 1-based line of the last of the totals. */
  readonly line: number;
  /** `packages` when a tool names no tests (`go test` without `-v`). */
  readonly unit: 'tests' | 'packages';
  readonly counts: TestCounts;
}

export interface LogCoverage {
  readonly kind: 'coverage';
  readonly format: string;
  readonly line: number;
  readonly measure: CoverageMeasure;
  /** 0 to 100, rounded by the tool. */
  readonly percent: number;
  /** Absent when the tool prints only percentages. */
  readonly lines?: CoverageCount;
  readonly branches?: CoverageCount;
}

/** The result of a gate: `--fail-under`, `check-coverage`, `coverageThreshold`. 0 to 100. */
interface LogThreshold {
  readonly kind: 'threshold';
  readonly format: string;
  readonly line: number;
  readonly measure: CoverageMeasure;
  readonly required: number;
  readonly measured: number;
  readonly met: boolean;
}

/** The totals of one run of one tool. */
export type LogReading = LogTests | LogCoverage | LogThreshold;

/** Reads one log for one tool, without timestamps and colors. */
interface LogScan {
  /** `number` is 1-based. */
  line(text: string, number: number): void;
  /** A step of the job begins or the log ends, which ends an open run. */
  boundary(): void;
}

/**
 * Recognizes the totals of one tool as complete lines, so that a line quoting them does not count.
 */
export interface LogRecognizer {
  readonly format: string;
  scan(emit: (reading: LogReading) => void): LogScan;
}

/** Returns a log's totals as a test report without cases, groups, and identities. */
export function logTestReport(reading: LogTests): TestReport {
  const { tests } = reading.counts;
  const packages = reading.unit === 'packages';
  return {
    format: reading.format,
    origin: 'log',
    counts: reading.counts,
    groups: [],
    cases: [],
    omitted: {
      groups: 0,
      cases:
        reading.counts.failed +
        reading.counts.errored +
        reading.counts.skipped +
        reading.counts.flaky,
    },
    durationMs: 0,
    notes: packages ? [`The log names no tests: the ${tests} counted are packages.`] : [],
  };
}
