import type { Source } from './evidence.ts';

/** `tests = passed + failed + errored + skipped`, always; `flaky` counts passed tests that failed first. */
export interface TestCounts {
  readonly tests: number;
  readonly passed: number;
  readonly failed: number;
  readonly errored: number;
  readonly skipped: number;
  readonly flaky: number;
}

export const NO_TESTS: TestCounts = {
  tests: 0,
  passed: 0,
  failed: 0,
  errored: 0,
  skipped: 0,
  flaky: 0,
};

export type CaseOutcome = 'passed' | 'failed' | 'errored' | 'skipped';

/** A case worth naming: failed, errored, skipped or flaky. Names are as reported, bounded, not escaped. */
export interface NamedCase {
  /** The test's identity: `file or suite › class › name`, stable between runs; what globs match. */
  readonly id: string;
  /** File, or the suite where the format knows no file. */
  readonly group: string;
  readonly name: string;
  readonly outcome: CaseOutcome;
  readonly flaky: boolean;
  /** First meaningful line of the failure or of the reason for skipping; empty when none was given. */
  readonly message: string;
}

export interface GroupCounts {
  /** File, or the suite where the format knows no file. */
  readonly group: string;
  readonly counts: TestCounts;
  /** Milliseconds, summed over the group's cases. */
  readonly durationMs: number;
}

/** What one report says. Lists are bounded; what a cap left out is counted in `omitted`. */
export interface TestReport {
  /** Registry name of the format: `junit`, `ctrf`, `tap`, `log:pytest`, … */
  readonly format: string;
  /** `log` results are a second source and capped where a rule says so. */
  readonly origin: 'report' | 'log';
  readonly counts: TestCounts;
  /** By group, in code-unit order. */
  readonly groups: readonly GroupCounts[];
  /** Failed, errored, skipped and flaky cases, in code-unit order of their id. */
  readonly cases: readonly NamedCase[];
  readonly omitted: { readonly groups: number; readonly cases: number };
  /**
   * Identities of all cases as sorted hashes of 12 hex digits (`CaseHash`), so that a deleted test can
   * be noticed without keeping half a million names; absent where the format has no identities.
   */
  readonly identities?: readonly string[];
  /** Milliseconds over all cases. */
  readonly durationMs: number;
  /** Caps that were hit and oddities met, as sentences. */
  readonly notes: readonly string[];
}

/** A report as evidence: which file of which artifact, of which run and attempt, and what it says. */
export interface CollectedReport<T> {
  readonly source: Source;
  /** Matrix leg or artifact name that tells twins apart; empty when there is only one. */
  readonly leg: string;
  /** Name of the leg where it is the only one, so that a rule which asks for it finds it. */
  readonly onlyLeg?: string;
  readonly report: T;
  /** Files that were folded into it; absent for one. */
  readonly files?: number;
  /** Results that more than one of the files has, counted once; absent for none. */
  readonly repeated?: number;
}
