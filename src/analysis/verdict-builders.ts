import type { Evidence } from '../model/evidence.ts';
import type { ExpectedSource, SourceKind } from '../model/source-manifest.ts';
import type { Finding, Flaw, Level, Proof } from '../model/verdict.ts';

const BY_LEVEL = ['critical', 'high', 'high', 'medium', 'low', 'low'] as const;

/** Returns the severity of a flaw that lowers a rule to this level. */
export function severityOf(level: Level): Flaw['severity'] {
  return BY_LEVEL[level];
}

/** The parts of a level; omitted lists are empty. */
export interface Leveled {
  readonly level: Level;
  readonly measured: string;
  readonly proof: readonly Proof[];
  readonly flaws?: readonly Flaw[];
  /** Ids of live deferrals; kept only when they raised the level. */
  readonly deferrals?: readonly string[];
  /** The level without deferrals. */
  readonly undeferred?: Level;
}

/** Maximum number of proofs and of flaws for one finding. */
const MAX_PROOF = 20;
const MAX_FLAWS = 20;

/**
 * Returns a level with its proof. Throws when a level has no proof, or when a level below 5 has no
 * flaw.
 */
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

/** Returns a finding for evidence that does not answer the question. */
export function unknown(why: string): Finding {
  return { state: 'unknown', why };
}

/** Returns a finding for a question that does not apply here. */
export function notApplicable(why: string): Finding {
  return { state: 'not-applicable', why };
}

/**
 * Returns the finding if every expected source of the kind was read, else unknown. A 0 stays a 0,
 * because more evidence cannot improve it. Sources of an older attempt or of other code (`stale`)
 * are missing only if the config requires them.
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

/** Returns why the evidence of a kind may be incomplete; `undefined` when it is complete. */
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

/** A source that broke before its kind was known may be of any kind. */
function isOf(kind: SourceKind, { kind: own, state }: ExpectedSource): boolean {
  return own === kind || (own === 'unknown' && state === 'unreadable');
}
