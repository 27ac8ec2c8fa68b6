import type { AuditDeferral } from './audit.ts';

/** What a deferral covers; a failure outside of it is not excused. */
export type Coverage =
  | { readonly kind: 'tests'; readonly globs: readonly string[] }
  | { readonly kind: 'rule'; readonly rule: string; readonly level: number }
  | { readonly kind: 'threshold'; readonly threshold: string };

/** One entry of the deferral registry (contract: section 4). */
export interface Deferral {
  readonly id: string;
  readonly issue: string;
  readonly covers: Coverage;
  readonly reason: string;
  readonly owner: string;
  readonly discovered: string;
  /** Live before this milestone, expired from it on. */
  readonly until: string;
  readonly exit: string;
  /** Why it still stands, said again when it had grown old; oldest first. */
  readonly justified?: readonly { readonly milestone: string; readonly reason: string }[];
  /** The earlier milestone whose audit found the exit criterion met: it excuses nothing any more. */
  readonly resolved?: string;
  /** 1-based line of the entry. */
  readonly line: number;
  /** New or changed in the audited pull request, compared with the policy ref. */
  readonly proposed: boolean;
}

/** The registry at the audited commit. `lost` are ids that the policy ref has and the head has not. */
export interface Registry {
  readonly path: string;
  readonly deferrals: readonly Deferral[];
  readonly lost: readonly string[];
  /** Reworded or re-dated entries, as sentences. */
  readonly altered: readonly string[];
  /** The lost entries as an earlier audit quoted them. */
  readonly lostEntries?: readonly AuditDeferral[];
}
