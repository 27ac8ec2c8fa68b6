/* What the audit's JSON says of the milestones before it. */

/** A number that got worse than noise explains, against the earlier audits it is comparable with. */
export interface AuditRegression {
  /** `coverage backend`, `test count`, `duration`, `benchmark parse`. */
  readonly what: string;
  readonly before: string;
  readonly after: string;
  /** How much it moves by itself, and how that is known. */
  readonly noise: string;
  readonly since: string;
}

/** The audit before this one in the same series of milestones. */
export interface AuditPredecessor {
  readonly milestone: string;
  readonly path: string;
  /** Git blob id of its JSON. */
  readonly blob: string;
  readonly audited: string;
  /** Whether every file of the chain is the one that was recorded. */
  readonly verified: boolean;
}

/** One rule's way from the predecessor to now. */
export interface RuleMovement {
  readonly rule: string;
  readonly title: string;
  readonly from: number | null;
  readonly to: number | null;
  /** What is measured now, or why nothing is. */
  readonly because: string;
}

/** What moved since the predecessor, and what can't be compared. */
export interface AuditComparison {
  readonly milestone: string;
  readonly rules: readonly RuleMovement[];
  /** Categories that are new, gone, renamed or weigh otherwise, as sentences. */
  readonly changed: readonly string[];
}
