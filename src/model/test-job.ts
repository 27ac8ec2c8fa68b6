import type { TestCounts } from './test-report.ts';

/** Totals that a tool printed into a job's log. */
export interface LogTotals {
  /** `log:pytest` and so on. */
  readonly format: string;
  /** 1-based line of the log. */
  readonly line: number;
  readonly counts: TestCounts;
}

/** What was read of a job's log, to be held against the reports that the job uploaded. */
export type TestJobLog =
  | {
      readonly state: 'read';
      readonly totals: readonly LogTotals[];
      /** Thresholds that the log says were missed, in words: they fail a step whose tests passed. */
      readonly missed: readonly string[];
    }
  | { readonly state: 'unread'; readonly why: string }
  | { readonly state: 'unreadable'; readonly why: string };

/** A job that ran tests, what became of its test steps, and the artifacts that can only be its own. */
export interface TestJob {
  readonly runId: number;
  /** 1-based attempt of the run. */
  readonly attempt: number;
  readonly job: string;
  readonly url: string;
  /** Test steps that ran to an end; at least one. */
  readonly steps: readonly { readonly name: string; readonly outcome: 'passed' | 'failed' }[];
  /** Ids, ascending. */
  readonly artifacts: readonly number[];
  readonly log: TestJobLog;
}
