import type { Finding, Flaw, Level, Proof } from '../../model/verdict.ts';

/** What a judged rule states; lists that are left out are empty. */
export interface Leveled {
  readonly level: Level;
  readonly measured: string;
  readonly proof: readonly Proof[];
  readonly flaws?: readonly Flaw[];
  /** Ids of the live deferrals that lifted the level; they are named only when they did. */
  readonly deferrals?: readonly string[];
  /** The level had there been no deferral. */
  readonly undeferred?: Level;
}

/** Proofs shown for one finding; a hundred lines of the same kind prove nothing more. */
const MAX_PROOF = 20;
const MAX_FLAWS = 20;

/** A level with its proof. A level without proof, or one below 5 without a flaw, is a bug of the rule and throws. */
export function leveled(given: Leveled): Finding {
  const { level, measured, proof, flaws = [], deferrals = [], undeferred = level } = given;
  const lifted = undeferred < level && deferrals.length > 0;
  if (proof.length === 0) throw new Error(`level ${level} (${measured}) was given without a proof`);
  if (level < 5 && flaws.length === 0) {
    throw new Error(`level ${level} (${measured}) was given without saying what is wrong`);
  }
  return {
    state: 'level',
    level,
    measured,
    proof: proof.slice(0, MAX_PROOF),
    flaws: flaws.slice(0, MAX_FLAWS),
    deferrals: lifted ? [...new Set(deferrals)].sort() : [],
    ...(lifted ? { undeferred } : {}),
  };
}

/** The evidence is there but does not answer the question. */
export function unknown(why: string): Finding {
  return { state: 'unknown', why };
}

/** The question does not arise here. */
export function notApplicable(why: string): Finding {
  return { state: 'not-applicable', why };
}
