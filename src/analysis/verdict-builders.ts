import type { Evidence } from '../model/evidence.ts';
import type { ExpectedSource, SourceKind } from '../model/source-manifest.ts';
import type { Finding, Flaw, Level, Proof } from '../model/verdict.ts';

const BY_LEVEL = ['critical', 'high', 'high', 'medium', 'low', 'low'] as const;

/** How severe a flaw is that brings a rule down to this level. */
export function severityOf(level: Level): Flaw['severity'] {
  return BY_LEVEL[level];
}

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

/**
 * Keeps a finding only when every expected source of the kind was read: what the others say may not
 * stand for the missing one. A 0 stays a 0, since more evidence cannot make it better. Sources of an
 * older attempt or other code (`stale`) lack only when the config asks for them. When nobody can say
 * what was expected, nobody can say that it is all there.
 */
export function requireSources(
  kind: SourceKind,
  sources: Evidence<readonly ExpectedSource[]>,
  finding: Finding,
): Finding {
  if (finding.state === 'level' && finding.level === 0) return finding;
  const why = missingSource(kind, sources);
  return why === undefined ? finding : unknown(why);
}

/** Why what was read of a kind may not be all that there is; `undefined` when it is all. */
export function missingSource(
  kind: SourceKind,
  sources: Evidence<readonly ExpectedSource[]>,
): string | undefined {
  if (sources.state !== 'present') return sources.why;
  const lacking = sources.value.find(
    (source) =>
      isOf(kind, source) &&
      source.state !== 'present' &&
      (source.declared ? source.required : source.state !== 'stale'),
  );
  return lacking === undefined ? undefined : `${lacking.what} is ${lacking.state}: ${lacking.why}`;
}

/** What broke before anything told its kind may have been of any. */
function isOf(kind: SourceKind, { kind: own, state }: ExpectedSource): boolean {
  return own === kind || (own === 'unknown' && state === 'unreadable');
}
