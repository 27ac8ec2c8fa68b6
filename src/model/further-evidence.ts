import type { Inventory } from './inventory.ts';
import type { TestJob } from './test-job.ts';
import type { CollectedReport } from './test-report.ts';
import type { OwnHistory } from './trend.ts';

/** One package that the base has and the head has not, or the other way round. */
export interface DependencyChange {
  readonly change: 'added' | 'removed';
  readonly name: string;
  readonly version: string;
  readonly ecosystem: string;
  /** Path of the manifest or lockfile. */
  readonly manifest: string;
  readonly vulnerabilities: readonly {
    /** `GHSA-…` */
    readonly id: string;
    readonly severity: 'critical' | 'high' | 'medium' | 'low' | 'unknown';
    readonly url: string;
  }[];
}

/** `GET /repos/{o}/{r}/dependency-graph/compare/{base}...{head}`: what a change brings in. */
export interface DependencyChanges {
  readonly base: string;
  readonly head: string;
  readonly changes: readonly DependencyChange[];
  /** What GitHub says about why the list may not be right; absent when it says nothing. */
  readonly warning?: string;
}

/** A row of the ledger's table, as written. */
export interface LedgerRow {
  readonly milestone: string;
  /** 1-based. */
  readonly line: number;
  readonly cells: readonly string[];
}

export interface Ledger {
  readonly path: string;
  readonly rows: readonly LedgerRow[];
}

/** The last review of each reviewer of the pull request. */
export interface Review {
  readonly login: string;
  readonly state: 'approved' | 'changes-requested' | 'commented' | 'dismissed';
  readonly url: string;
}

/** GitHub's milestone object of the audited milestone; counts are of issues and pull requests together. */
export interface MilestoneScope {
  readonly number: number;
  readonly title: string;
  readonly state: 'open' | 'closed';
  readonly open: number;
  readonly closed: number;
  /** `YYYY-MM-DD`; absent when none is set. */
  readonly dueOn?: string;
  /** Whether the audited commit was made after the due date. */
  readonly late: boolean;
  /** When the audited commit was made, ISO 8601; absent in what an older version saved, as all below. */
  readonly asOf?: string;
  /** As people wrote it, at most 2,000 characters. */
  readonly description?: string;
  /** What is open, by number, at most 20. */
  readonly openItems?: readonly ScopeItem[];
  /** Issues that were in it and are no more, taken out in the 30 days before `asOf` or later. */
  readonly movedOut?: readonly (ScopeItem & { readonly at: string })[];
  /** Merged pull requests of it: how many were looked at, and those that nobody else reviewed. */
  readonly pulls?: {
    readonly looked: number;
    readonly of: number;
    readonly unreviewed: readonly ScopeItem[];
  };
  /** What could not be looked at, as a sentence. */
  readonly unread?: string;
}

/** An issue or a pull request. */
export interface ScopeItem {
  readonly number: number;
  readonly title: string;
  readonly url: string;
}

/** Kinds that a bundle may be without, even as a key; a rule then sees them as absent. */
export interface FurtherEvidence {
  readonly dependencies: DependencyChanges;
  readonly ledger: Ledger;
  readonly reviews: readonly Review[];
  readonly scope: MilestoneScope;
  /** What this milestone's own earlier audits were. */
  readonly history: OwnHistory;
  /** Bills of materials of the base run. */
  readonly baseInventory: readonly CollectedReport<Inventory>[];
  /** What the jobs whose test reports were read say of the same tests. */
  readonly testJobs: readonly TestJob[];
}
