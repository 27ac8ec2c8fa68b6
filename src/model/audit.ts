import type { AuditEvidence, AuditRun } from './audit-evidence.ts';
import type { AuditComparison, AuditPredecessor, AuditRegression } from './audit-memory.ts';
import type { Source } from './evidence.ts';
import type { Outcome, VerdictColor } from './outcome.ts';
import type { HistoryEntry, Measures, TrendRow } from './trend.ts';
import type { Level } from './verdict.ts';

/*
 * The audit is the JSON that is published: its keys are the contract's (snake_case), `null` means
 * not measured, and every view is a function of it alone.
 */

export type Mode = 'delta' | 'recovery' | 'baseline';

export type GateState = 'passed' | 'deferred' | 'failed' | 'not-evaluated' | 'not-applicable';

export interface AuditProof {
  readonly text: string;
  readonly source: Source;
}

export interface AuditRule {
  readonly id: string;
  readonly title: string;
  readonly state: 'level' | 'unknown' | 'not-applicable' | 'off';
  readonly level: Level | null;
  /** The measured value in words; empty when nothing was measured. */
  readonly measured: string;
  readonly proof: readonly AuditProof[];
  readonly unknown_because: string | null;
  /** Reason of a rule that is off or not applicable. */
  readonly reason: string | null;
  /** What the config gives the rule, and why: `target = 80: the team’s goal`; absent where it gives nothing. */
  readonly configured?: string | undefined;
  /** Ids of deferrals that lifted the level. */
  readonly deferrals: readonly string[];
  readonly scored: boolean;
}

export interface AuditCategory {
  readonly id: string;
  readonly title: string;
  readonly weight: number;
  /** One decimal; unknown rules count 0. `null` when nothing in it is applicable. */
  readonly score: number | null;
  /** The same over what was measured. */
  readonly measured: number | null;
  readonly note: string;
  readonly rules: readonly string[];
  readonly attested: { readonly reason: string; readonly by: string } | null;
}

export interface AuditGate {
  readonly title: string;
  readonly state: GateState;
  readonly conditions: readonly {
    readonly text: string;
    readonly holds: boolean | null;
    readonly level: Level | null;
  }[];
  /** One sentence: why it is in this state. */
  readonly evidence: string;
}

export interface AuditInvariant {
  readonly title: string;
  readonly state: 'held' | 'broken' | 'unknown';
  readonly evidence: string;
  readonly proof: readonly AuditProof[];
}

export interface AuditIssue {
  /** `CI-001`, stable for one cause. */
  readonly id: string;
  readonly rule: string;
  readonly severity: 'critical' | 'high' | 'medium' | 'low';
  readonly observation: string;
  readonly interpretation: string;
  readonly recommendation: string;
  readonly minutes: number;
  readonly guardrail: string;
  readonly rollback: string;
  /** `rule ≥ level on the next audit`. */
  readonly acceptance: string;
  readonly source: Source | null;
}

export interface AuditDeferral {
  readonly id: string;
  readonly issue: string;
  readonly covers: string;
  readonly reason: string;
  readonly owner: string;
  readonly discovered: string;
  readonly until: string;
  readonly exit: string;
  /** Why it still stands, said again when it had grown old; absent where nobody had to. */
  readonly justified?:
    | readonly { readonly milestone: string; readonly reason: string }[]
    | undefined;
  readonly state: 'live' | 'expired' | 'resolved';
  readonly used: boolean;
  readonly proposed: boolean;
  /** The milestone in whose audit the exit criterion was found met; `null` while it is not. */
  readonly resolved_in?: string | null | undefined;
  /** What was measured when it was met. */
  readonly resolved_by?: string | null | undefined;
  /** Milestones since it was discovered, or last justified; `null` where the ids do not tell. */
  readonly age?: number | null | undefined;
  /** Older than two milestones: it must be justified again. */
  readonly aged?: boolean | undefined;
}

export interface AuditFlake {
  readonly name: string;
  readonly kind: 'run' | 'job' | 'test';
  readonly first_seen: string;
  readonly count: number;
  readonly evidence: string;
  readonly source: Source | null;
  /** Milestone in which it was last seen; absent in what an older version wrote. */
  readonly last_seen?: string | undefined;
  readonly state?: 'active' | 'quiet' | 'fixed' | undefined;
  /** Later audits that could have seen it and did not. */
  readonly quiet_for?: number | undefined;
}

export interface AuditSource {
  readonly kind: string;
  readonly expected: string;
  readonly state: string;
  readonly required: boolean;
  readonly run_id: number | null;
  readonly attempt: number | null;
  /** Absent in what an older version wrote; `null` for a file of the workspace and where nothing was found. */
  readonly artifact_id?: number | null | undefined;
  readonly digest: string | null;
  readonly why: string;
}

export interface Audit {
  readonly schema: 'milestone-audit/1';
  readonly milestone: string;
  readonly next_milestone: string;
  readonly title: string;
  readonly mode: Mode;
  readonly repository: string;
  /** Web address of the repository, `https://github.com/o/r`, so that commits and artifacts can be linked; absent for a local audit. */
  readonly repository_url?: string;
  readonly branch: string;
  readonly event: string;
  /** `YYYY-MM-DD` in UTC of the newest evidence's completion; `null` when there is none. */
  readonly date: string | null;
  /** The newest evidence's completion time, ISO 8601. */
  readonly evidence_completed_at: string | null;
  readonly pull_request: {
    readonly number: number;
    readonly title: string;
    readonly url: string;
  } | null;
  readonly commits: {
    readonly base: string | null;
    readonly audited: string;
    readonly merge: string | null;
    readonly policy: string;
    readonly same_tree: readonly string[];
  };
  readonly config: {
    readonly path: string;
    readonly from: string;
    readonly profile: string;
    /** `owner/name/path@commit` of the shared config beneath it; absent when it extends none. */
    readonly extends?: string | undefined;
  };
  readonly runs: readonly AuditRun[];
  readonly sources: readonly AuditSource[];
  readonly criteria: readonly {
    readonly text: string;
    readonly met: boolean;
    readonly source: Source;
  }[];
  readonly categories: readonly AuditCategory[];
  readonly rules: readonly AuditRule[];
  readonly score: number | null;
  readonly measured: number | null;
  readonly measured_rules: { readonly measured: number; readonly of: number };
  /** The printed formula, ready to be redone by hand: `(0.3 × 5.0 + …) / 1.0 = 4.7`. */
  readonly formula: string;
  readonly minimum_score: number | null;
  readonly gates: readonly AuditGate[];
  readonly invariants: readonly AuditInvariant[];
  readonly issues: readonly AuditIssue[];
  readonly deferrals: readonly AuditDeferral[];
  readonly registry: {
    readonly path: string;
    readonly lost: readonly string[];
    readonly altered: readonly string[];
    /** The lost entries as they were last quoted, so that none comes back reworded. */
    readonly lost_entries?: readonly AuditDeferral[] | undefined;
  } | null;
  readonly flakes: readonly AuditFlake[];
  /** Earlier milestones of the same series, oldest first. */
  readonly trend: readonly TrendRow[];
  readonly predecessor?: AuditPredecessor | null | undefined;
  /** What this audit replaced, oldest first. */
  readonly history?: readonly HistoryEntry[] | undefined;
  /** What is wrong with the chain, as sentences: changed or missing files, gaps in the numbers. */
  readonly chain?:
    | { readonly findings: readonly string[]; readonly gaps: readonly string[] }
    | undefined;
  readonly comparison?: AuditComparison | null | undefined;
  readonly measures?: Measures | undefined;
  readonly regressions?: readonly AuditRegression[] | undefined;
  readonly evidence: AuditEvidence;
  readonly not_evaluated: readonly { readonly what: string; readonly why: string }[];
  readonly notices: readonly string[];
  readonly verdict: VerdictColor;
  readonly outcome: Outcome;
  /** One sentence: why this verdict. */
  readonly reason: string;
  readonly tool: {
    readonly name: 'milestone-audit';
    readonly version: string;
    readonly rules_version: number;
  };
  readonly paths: { readonly document: string; readonly json: string; readonly evidence: string };
}
