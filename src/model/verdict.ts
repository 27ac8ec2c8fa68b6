import type { Source } from './evidence.ts';
import type { EvidenceKind } from './evidence-file.ts';

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
  /**
   * The same for everything that one cause makes wrong, whatever rule sees it: one issue. Default: the
   * rule; with `deferrals`, the first of them.
   */
  readonly cause?: string;
  /** It shows the cause only by its effect: where another rule names the cause, that is the issue. */
  readonly effect?: true;
  /** The repository has nothing of the kind, which a config may declare to be right. */
  readonly lacking?: true;
  /** What to do about it with the tool in use; default: the rule's recommendation. */
  readonly advice?: string;
  /** Ids of live deferrals that cover all of it. */
  readonly deferrals?: readonly string[];
}

/** A piece of evidence that is missing, and keeps a level open. */
export interface Open {
  readonly kind: EvidenceKind;
  /** What would settle it: `log of job test`, `that actions/checkout@08c6903 exists`. */
  readonly what: string;
  /** Why it is missing: `GitHub refused it (403)`. */
  readonly why: string;
  readonly source?: Source;
  /** It waits for an unfinished run of the evidence. */
  readonly wait?: true;
}

/**
 * What a rule found: the lowest and the highest level that the evidence allows. Both are equal when
 * everything that decides the level is known; otherwise `open` names what is missing.
 */
export type Finding =
  | {
      readonly state: 'level';
      /** The lowest level. */
      readonly level: Level;
      /** The highest level, never below `level`. */
      readonly most: Level;
      /** What is missing; empty exactly when `level` and `most` are equal. */
      readonly open: readonly Open[];
      /** The measured value in words, of known facts: `17 passed, 18 failed (18 deferred)`. */
      readonly measured: string;
      /** At least one when nothing is open. */
      readonly proof: readonly Proof[];
      /** What is known to be wrong. */
      readonly flaws: readonly Flaw[];
      /** Ids of the live deferrals without which the level would have been lower. */
      readonly deferrals: readonly string[];
      /** The lowest level without deferrals; set exactly when `deferrals` is not empty. */
      readonly undeferred?: Level;
      /**
       * The step that would decide did not run: a gate that asks for more is open, or deferred when
       * live deferrals, by these ids, cover the failures that kept the step from running.
       */
      readonly notRun?: readonly string[];
    }
  | { readonly state: 'not-applicable'; readonly why: string };

/** Returns the level as it is printed: `3`, or `0–4` when evidence is missing. */
export function levelText({
  level,
  most,
}: {
  readonly level: Level;
  readonly most: Level;
}): string {
  return level === most ? String(level) : `${level}–${most}`;
}

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
