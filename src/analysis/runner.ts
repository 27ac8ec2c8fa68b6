import type { Config } from '../model/config.ts';
import type { Registry } from '../model/deferral.ts';
import { absent, type Evidence } from '../model/evidence.ts';
import type { EvidenceFile, EvidenceKind, EvidenceSet } from '../model/evidence-file.ts';
import type { ExpectedSource, SourceKind } from '../model/reports.ts';
import type { LevelsContext, Rule, RuleDefinition, RuleEvidence } from '../model/rule.ts';
import type { Finding, Flaw, Level, Proof, Verdict } from '../model/verdict.ts';
import { type DeferralCover, deferralCover } from './deferrals.ts';

/** Evidence of a kind that the evidence file does not mention. */
const NOT_COLLECTED = absent('this kind of evidence was not collected');

/** No deferral makes a 5, because a deferral says that something is not well yet. */
const DEFERRAL_CAP = 4;

/** Declares a rule with the types of exactly the evidence it names. */
export function defineRule<const N extends EvidenceKind, const O extends EvidenceKind = never>(
  definition: RuleDefinition<N, O>,
): Rule {
  const { needs, uses = [], needsLevels = false, judge: _, ...facts } = definition;
  return {
    ...facts,
    needs,
    uses,
    needsLevels,
    run: (evidence, context) => {
      const missing = needs.flatMap((kind) => whyMissing(kind, evidence));
      if (missing.length > 0) return unknown(missing.join('; '));
      return definition.needsLevels
        ? definition.judge(evidence, context)
        : definition.judge(evidenceOf(needs, uses, evidence), context);
    },
  };
}

function whyMissing(kind: EvidenceKind, evidence: EvidenceSet): readonly string[] {
  const found = evidence[kind] ?? NOT_COLLECTED;
  return found.state === 'present' ? [] : [found.why];
}

function evidenceOf<N extends EvidenceKind, O extends EvidenceKind>(
  needs: readonly N[],
  uses: readonly O[],
  evidence: EvidenceSet,
): RuleEvidence<N, O> {
  const named: Record<string, unknown> = {};
  for (const kind of uses) named[kind] = evidence[kind] ?? NOT_COLLECTED;
  for (const kind of needs) {
    const found = evidence[kind];
    if (found?.state === 'present') named[kind] = found.value;
  }
  return named as RuleEvidence<N, O>;
}

/** Returns the ids of the rules that a config asks for: the scored ones, then those of gates and invariants. */
function judgedRuleIds(config: Config): readonly string[] {
  const scored = config.categories.flatMap((category) =>
    category.kind === 'measured' ? category.rules : [],
  );
  const declared = config.invariants.flatMap((invariant) =>
    invariant.kind === 'rule' ? [invariant.rule] : [],
  );
  const selected = [...scored, ...config.unscored, ...declared];
  return [...new Set(selected)].filter((id) => config.rules[id]?.state !== 'off');
}

/** Returns the kinds of evidence that the rules of this config read. */
export function neededEvidence(config: Config, rules: readonly Rule[]): ReadonlySet<EvidenceKind> {
  const selected = judgedRuleIds(config);
  const judged = rules.filter((rule) => selected.includes(rule.id));
  return new Set(judged.flatMap((rule) => [...rule.needs, ...rule.uses]));
}

/**
 * Judges every rule that the config asks for and returns the verdicts in the config's order. Rules
 * that need levels are judged last. Throws when the config names a rule that does not exist.
 */
export function judgeRules(rules: readonly Rule[], file: EvidenceFile): readonly Verdict[] {
  const selected = judgedRuleIds(file.config).map((id) => ruleOf(id, rules));
  const judge = (wanted: boolean, findings: LevelsContext['findings']): readonly Verdict[] =>
    selected
      .filter(({ needsLevels }) => needsLevels === wanted)
      .map((rule) => judgeRule(rule, file.evidence, { ...contextOf(rule, file), findings }));
  const first = judge(false, new Map());
  const last = judge(true, findingsOf(first));
  const byRule = new Map([...first, ...last].map((verdict) => [verdict.rule, verdict]));
  return selected.flatMap(({ id }) => byRule.get(id) ?? []);
}

/** Returns what the rules found, by rule id. */
export function findingsOf(verdicts: readonly Verdict[]): ReadonlyMap<string, Finding> {
  return new Map(verdicts.map(({ rule, finding }) => [rule, finding]));
}

function ruleOf(id: string, rules: readonly Rule[]): Rule {
  const rule = rules.find((one) => one.id === id);
  if (rule === undefined) throw new Error(`the config asks for a rule that does not exist: ${id}`);
  return rule;
}

function contextOf(rule: Rule, { target, milestone, config }: EvidenceFile) {
  const own = config.rules[rule.id];
  const options = own?.state === 'on' ? own.options : {};
  return { target, milestone: milestone.id, config, options };
}

/** Returns the verdict of one rule: its finding, raised by live deferrals of the rule, which it then cites. */
export function judgeRule(rule: Rule, evidence: EvidenceSet, context: LevelsContext): Verdict {
  const cover = deferralCover(evidence.registry, context.milestone);
  const finding = raisedByDeferral(rule, rule.run(evidence, context), cover);
  return {
    rule: rule.id,
    title: rule.title,
    finding: withDeferralProof(finding, evidence.registry),
    remediation: rule.remediation,
    needs: [...rule.needs],
  };
}

/**
 * Raises a finding to the level that a live `{ rule, level }` deferral asks for, at most the rule's
 * cap. Unknown stays unknown, and so does the level of partial evidence: a deferral excuses a finding
 * and does not replace evidence.
 */
export function raisedByDeferral(
  { id: rule, deferralCap = DEFERRAL_CAP }: Pick<Rule, 'id' | 'deferralCap'>,
  finding: Finding,
  cover: DeferralCover,
): Finding {
  if (finding.state !== 'level' || finding.partial) return finding;
  const selected = cover
    .rule(rule)
    .map(({ id, level }) => ({ id, level: Math.min(level, deferralCap) as Level }))
    .filter(({ level }) => level > finding.level);
  if (selected.length === 0) return finding;
  const level = Math.max(...selected.map((one) => one.level)) as Level;
  const ids = selected.filter((one) => one.level === level).map(({ id }) => id);
  return {
    ...finding,
    level,
    undeferred: finding.undeferred ?? finding.level,
    deferrals: [...new Set([...finding.deferrals, ...ids])].sort(),
  };
}

/** Adds the registry entries that raised a level to its proof. */
function withDeferralProof(finding: Finding, registry: Evidence<Registry>): Finding {
  if (finding.state !== 'level' || registry.state !== 'present') return finding;
  const cited = registry.value.deferrals
    .filter(({ id }) => finding.deferrals.includes(id))
    .map(({ id, line, until }) => ({
      text: `deferral ${id}, live until ${until}`,
      source: { ...registry.source, path: registry.value.path, line },
    }));
  return { ...finding, proof: [...finding.proof, ...cited] };
}

const BY_LEVEL = ['critical', 'high', 'high', 'medium', 'low', 'low'] as const;

/** Returns the severity of a flaw that lowers a rule to this level. */
export function severityOf(level: Level): Flaw['severity'] {
  return BY_LEVEL[level];
}

/** The parts of a level; omitted lists are empty. */
interface Leveled {
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

/** Returns a level. Throws when it has no proof, or no flaw below 5. */
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
  const why = missingSource(kind, sources);
  return why === undefined ? finding : lowestOr(finding, why);
}

/** Returns the finding for partial evidence: a 0 stays, and everything else is unknown. */
export function lowestOr(finding: Finding, why: string): Finding {
  return finding.state === 'level' && finding.level === 0
    ? { ...finding, partial: true }
    : unknown(why);
}

/** Returns why the evidence of a kind may be incomplete; `undefined` when it is complete. */
export function missingSource(
  kind: SourceKind,
  sources: Evidence<readonly ExpectedSource[]>,
): string | undefined {
  if (sources.state !== 'present') return sources.why;
  const missing = sources.value.find(
    (source) =>
      isOf(kind, source) &&
      source.state !== 'present' &&
      (source.declared ? source.required : source.state !== 'stale'),
  );
  return missing === undefined ? undefined : `${missing.what} is ${missing.state}: ${missing.why}`;
}

/** A source that broke before its kind was known may be of any kind. */
function isOf(kind: SourceKind, { kind: own, state }: ExpectedSource): boolean {
  return own === kind || (own === 'unknown' && state === 'unreadable');
}
