import type { CoverageCount } from '../../model/coverage-report.ts';
import type { TestCounts, TestReport } from '../../model/test-report.ts';

/** What is measured: a tool's own word where it is not lines. `combined` is lines and branches together. */
export type CoverageMeasure = 'lines' | 'branches' | 'statements' | 'functions' | 'combined';

export interface LogTests {
  readonly kind: 'tests';
  /** `log:pytest` and so on. */
  readonly format: string;
  /** 1-based line of the log on which the last of the totals stands. */
  readonly line: number;
  /** `packages` where a tool names no tests (`go test` without `-v`): then the counts are of those. */
  readonly unit: 'tests' | 'packages';
  readonly counts: TestCounts;
}

export interface LogCoverage {
  readonly kind: 'coverage';
  readonly format: string;
  readonly line: number;
  readonly measure: CoverageMeasure;
  /** 0 to 100 as printed, thus rounded as the tool rounds. */
  readonly percent: number;
  /** Absent where only percentages are printed. */
  readonly lines?: CoverageCount;
  readonly branches?: CoverageCount;
}

/** A gate that spoke: `--fail-under`, `check-coverage`, `coverageThreshold`. Percentages, 0 to 100. */
export interface LogThreshold {
  readonly kind: 'threshold';
  readonly format: string;
  readonly line: number;
  readonly measure: CoverageMeasure;
  readonly required: number;
  readonly measured: number;
  readonly met: boolean;
}

/** One run of one tool, as the totals it printed tell it. */
export type LogReading = LogTests | LogCoverage | LogThreshold;

/** Follows one log for one tool. Lines come without timestamps and colours. */
export interface LogScan {
  /** `number` is 1-based. */
  line(text: string, number: number): void;
  /** A step of the job begins or the log ends, and with it any run that is still open. */
  boundary(): void;
}

/** Knows the totals of one tool. They are matched as whole lines, so that a line which quotes them does not count. */
export interface LogRecogniser {
  readonly format: string;
  scan(emit: (reading: LogReading) => void): LogScan;
}

/** A log's totals as a test report of origin `log`: without cases, groups and identities. */
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
