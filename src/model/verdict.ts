import type { Source } from './evidence.ts';

/** 0 Catastrophic, 1 Fragile, 2 Poor, 3 Acceptable, 4 Strong, 5 Exemplary. */
export type Level = 0 | 1 | 2 | 3 | 4 | 5;

export const LEVEL_NAMES = [
  'Catastrophic',
  'Fragile',
  'Poor',
  'Acceptable',
  'Strong',
  'Exemplary',
] as const;

/** One cited fact: what was seen, and where. */
export interface Proof {
  readonly text: string;
  readonly source: Source;
}

/** What keeps a rule below 5: the seed of an issue. `key` is stable for one cause across audits. */
export interface Flaw {
  readonly key: string;
  readonly severity: 'critical' | 'high' | 'medium' | 'low';
  readonly observation: string;
  readonly source?: Source;
}

/** What a rule found. A level always states what was measured and proves it. */
export type Finding =
  | {
      readonly state: 'level';
      readonly level: Level;
      /** The measured value in words: `17 passed, 18 failed (18 deferred)`. */
      readonly measured: string;
      /** At least one. */
      readonly proof: readonly Proof[];
      readonly flaws: readonly Flaw[];
      /** Ids of the live deferrals without which the level would have been lower. */
      readonly deferrals: readonly string[];
      /** The level had there been no deferral; given exactly when `deferrals` is not empty. */
      readonly undeferred?: Level;
    }
  | { readonly state: 'not-applicable'; readonly why: string }
  | { readonly state: 'unknown'; readonly why: string };

/** A rule's finding with the rule's own facts, so that nothing downstream needs the rule. */
export interface Verdict {
  readonly rule: string;
  readonly title: string;
  readonly finding: Finding;
  readonly remediation: Remediation;
  /** Evidence kinds the finding rests on or lacked. */
  readonly needs: readonly string[];
}

/** How to mend it, in words for the action plan. */
export interface Remediation {
  readonly recommendation: string;
  /** At most 90. */
  readonly minutes: number;
  readonly guardrail: string;
  readonly rollback: string;
  /** Prefix of the id: `CI`, `TEST`, `COV`, `SEC`, `DEP`, `GOV`, `REPRO`. */
  readonly area: string;
}
