import type { Source } from './evidence.ts';

/* The evidence half of the audit's JSON: what section 4 of the document shows. */

export interface AuditRunStep {
  readonly number: number;
  readonly name: string;
  /** GitHub's conclusion, or the status of an unfinished one. */
  readonly conclusion: string;
  /** Seconds; `null` when it never ran. */
  readonly seconds: number | null;
}

export interface AuditRunJob {
  readonly name: string;
  readonly url: string;
  readonly conclusion: string;
  readonly seconds: number | null;
  readonly steps: readonly AuditRunStep[];
}

export interface AuditRun {
  readonly id: number;
  readonly workflow: string;
  readonly path: string;
  readonly event: string;
  readonly attempt: number;
  readonly attempts: number;
  readonly conclusion: string;
  readonly head_sha: string;
  readonly relation: 'audited' | 'same-tree' | 'stale';
  readonly trusted: boolean;
  readonly url: string;
  readonly jobs: readonly AuditRunJob[];
}

export interface AuditArtifact {
  readonly id: number;
  readonly name: string;
  readonly run_id: number;
  readonly attempt: number;
  readonly bytes: number;
  readonly digest: string | null;
  readonly state: string;
  readonly why: string;
}

export interface AuditTestGroup {
  readonly group: string;
  readonly leg: string;
  readonly passed: number;
  readonly failed: number;
  readonly errored: number;
  readonly skipped: number;
  readonly flaky: number;
  readonly deferred: number;
  /** The reason that the group's failures share, empty when they share none. */
  readonly reason: string;
}

export interface AuditTests {
  readonly origin: 'report' | 'log';
  readonly tests: number;
  readonly passed: number;
  readonly failed: number;
  readonly errored: number;
  readonly skipped: number;
  readonly flaky: number;
  readonly groups: readonly AuditTestGroup[];
  readonly omitted_groups: number;
  readonly sources: readonly Source[];
}

export interface AuditCoverage {
  readonly leg: string;
  readonly origin: 'report' | 'log';
  readonly format: string;
  readonly lines: { readonly covered: number; readonly total: number };
  readonly branches: { readonly covered: number; readonly total: number } | null;
  /** Percent with two decimals, rounded down; `null` when nothing is countable. */
  readonly percent: number | null;
  readonly source: Source;
}

export interface AuditChangeArea {
  readonly zone: string;
  readonly touched: boolean;
  readonly files: readonly string[];
  readonly omitted: number;
}

/** What section 4 of the document shows. Empty lists leave their section out. */
export interface AuditEvidence {
  /** Names of the steps of the run that tests ran in, in order, with conclusions. */
  readonly flow: readonly {
    readonly name: string;
    readonly conclusion: string;
    /** `null` when it never ran; absent in what an older version wrote. */
    readonly seconds?: number | null | undefined;
  }[];
  readonly tests: AuditTests | null;
  readonly coverage: readonly AuditCoverage[];
  readonly changes: {
    readonly base: string;
    readonly head: string;
    readonly files: number;
    readonly additions: number;
    readonly deletions: number;
    readonly truncated: boolean;
    readonly zones: readonly AuditChangeArea[];
  } | null;
  readonly workflow_integrity: readonly {
    readonly fact: string;
    readonly value: string;
    readonly source: Source | null;
  }[];
  readonly dependencies: readonly {
    readonly path: string;
    readonly tool: string;
    readonly summary: string;
    readonly source: Source | null;
  }[];
  readonly artifacts: readonly AuditArtifact[];
}
