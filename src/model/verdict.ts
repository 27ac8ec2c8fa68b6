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

/** A fact, with the source that shows it. */
export interface Proof {
  readonly text: string;
  readonly source: Source;
}

/**
 * A reason why a rule is below 5; the start of an issue. `key` is the same for one cause in every
 * audit.
 */
export interface Flaw {
  readonly key: string;
  readonly severity: 'critical' | 'high' | 'medium' | 'low';
  readonly observation: string;
  readonly source?: Source;
}

/** What a rule found. A level has a measured value and proof. */
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
      /** The level without deferrals; set exactly when `deferrals` is not empty. */
      readonly undeferred?: Level;
      /** Evidence is missing. No deferral raises the level, because it does not replace evidence. */
      readonly partial?: true;
    }
  | { readonly state: 'not-applicable'; readonly why: string }
  | { readonly state: 'unknown'; readonly why: string };

/** A rule's finding with the facts of the rule, so that later steps do not need the rule. */
export interface Verdict {
  readonly rule: string;
  readonly title: string;
  readonly finding: Finding;
  readonly remediation: Remediation;
  /** Kinds of evidence that the rule needs. */
  readonly needs: readonly string[];
}

/** How to fix it, in words for the action plan. */
export interface Remediation {
  readonly recommendation: string;
  /** At most 90. */
  readonly minutes: number;
  readonly guardrail: string;
  readonly rollback: string;
  /** Prefix of the id: `CI`, `TEST`, `COV`, `SEC`, `DEP`, `GOV`, `REPRO`. */
  readonly area: string;
}
