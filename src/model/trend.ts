import type { Outcome, VerdictColor } from './outcome.ts';

/*
 * What an audit remembers of the audits before it. The keys are the contract's (snake_case), because
 * these rows stand in the published JSON: a chain is read from its newest link alone.
 */

/** Numbers that are compared from milestone to milestone, like with like. */
export interface Measures {
  readonly tests: {
    readonly total: number;
    readonly passed: number;
    readonly origin: 'report' | 'log';
    /** Matrix legs or artifacts the counts were summed over, in code-unit order. */
    readonly legs: readonly string[];
    /** Milliseconds, summed over all cases; `null` where no report tells. */
    readonly duration_ms: number | null;
  } | null;
  readonly coverage: readonly {
    readonly leg: string;
    readonly format: string;
    /** Of lines, with two decimals. */
    readonly percent: number;
  }[];
  readonly benchmarks: readonly {
    readonly name: string;
    readonly unit: string;
    readonly value: number;
    readonly bigger_is_better: boolean | null;
  }[];
}

/**
 * How an earlier audit's file stands to what a later audit recorded of it. `recorded`: the same blob.
 * `newest`: nothing has recorded it yet. `reaudited`: it was replaced and its own history holds the
 * recorded one. `changed`: it was rewritten after the fact. `gone`: recorded, and no longer there.
 */
export type Standing = 'recorded' | 'newest' | 'reaudited' | 'changed' | 'gone';

export interface TrendCategory {
  readonly id: string;
  readonly title: string;
  readonly score: number | null;
  /** Absent in rows that an older version wrote. */
  readonly weight?: number | undefined;
}

/** One earlier milestone. Everything but its score and verdict may be missing in what an older version wrote. */
export interface TrendRow {
  readonly milestone: string;
  readonly score: number | null;
  readonly verdict: VerdictColor;
  /** Empty in old rows: a chain keeps them of its newest rows only. */
  readonly categories: readonly TrendCategory[];
  readonly path?: string | undefined;
  /** Git blob id of the JSON as it lies in the repository. */
  readonly blob?: string | undefined;
  readonly audited?: string | undefined;
  readonly title?: string | undefined;
  readonly outcome?: Outcome | undefined;
  readonly completed_at?: string | null | undefined;
  readonly branch?: string | undefined;
  readonly pull_request?: { readonly number: number; readonly url: string } | null | undefined;
  readonly merge?: string | null | undefined;
  readonly runs?: readonly number[] | undefined;
  readonly measures?: Measures | undefined;
  readonly standing?: Standing | undefined;
  /** The blob that was recorded, where the file is another one now. */
  readonly recorded_blob?: string | undefined;
  /** Why a changed file that calls itself a re-audit is none, as half a sentence. */
  readonly doubt?: string | undefined;
  /** What a changed file says now; the row itself keeps what was recorded. */
  readonly claims?: { readonly score: number | null; readonly verdict: string } | undefined;
}

/** An earlier state of the same milestone's audit, which this one replaced. */
export interface HistoryEntry {
  readonly audited: string;
  readonly blob: string;
  readonly score: number | null;
  readonly verdict: VerdictColor;
  readonly completed_at: string | null;
}

/**
 * Rows one audit carries. A longer programme is read in strides: the oldest row's own file carries on.
 */
export const MAX_TREND_ROWS = 250;

/** What is known of the audit that this one replaces; the bundle keeps only `entries` in the end. */
export interface OwnHistory {
  readonly entries: readonly HistoryEntry[];
  /** The replaced audit, with a digest of all it says besides its own history. */
  readonly replaced?: { readonly entry: HistoryEntry; readonly digest: string };
}
