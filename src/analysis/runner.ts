import { resultOf } from '../lib/concurrency.ts';
import type { Config } from '../model/config.ts';
import type { Registry } from '../model/deferral.ts';
import type { Evidence } from '../model/evidence.ts';
import type { EvidenceFile, EvidenceKind, EvidenceSet } from '../model/evidence-file.ts';
import type { LevelsContext, Rule, RuleDefinition, RuleEvidence } from '../model/rule.ts';
import type { Finding, Flaw, Level, Verdict } from '../model/verdict.ts';
import { type DeferralCover, deferralCover } from './deferrals.ts';
import { allOpen, fold, notApplicable, widened } from './fold.ts';
import { evidenceOf, gapsOf } from './gaps.ts';

/** No deferral makes a 5, because a deferral says that something is not well yet. */
const DEFERRAL_CAP = 4;

/**
 * Declares a rule with the types of exactly the evidence it names.
 *
 * Needed evidence that provably does not exist makes the rule not applicable. Anything else that is
 * missing opens it from 0 to 5, unless the rule lists the gaps of that kind as items (`settles`).
 */
export function defineRule<
  const N extends EvidenceKind,
  const O extends EvidenceKind = never,
  const S extends string = never,
>(definition: RuleDefinition<N, O, S>): Rule {
  const {
    needs,
    uses = [],
    settles = [],
    needsLevels = false,
    table,
    judge: _,
    inapplicable: __,
    ...facts
  } = definition;
  const unsettled = [...needs, ...uses].filter((kind) => !settles.some((one) => one === kind));
  return {
    ...facts,
    needs,
    uses,
    settles,
    needsLevels,
    // The states are strings to everybody else, and only this rule counts them.
    table,
    run: (evidence, context) => {
      const inapplicable = definition.inapplicable?.(context);
      if (inapplicable !== undefined) return notApplicable(inapplicable);
      const why = whyNone(needs, evidence);
      if (why !== undefined) return notApplicable(why);
      const lost = needs.filter((kind) => evidenceOf(kind, evidence).state !== 'present');
      if (lost.length > 0) return allOpen(lost.flatMap((kind) => gapsOf(kind, evidence)));
      const judged = definition.needsLevels
        ? definition.judge(evidence, context)
        : definition.judge(namedEvidence(needs, uses, evidence), context, (kind) =>
            gapsOf(kind, evidence),
          );
      const finding = fold(table, judged);
      return widened(
        finding,
        unsettled.filter((kind) => kind !== 'registry').flatMap((kind) => gapsOf(kind, evidence)),
      );
    },
  };
}

/** Returns why needed evidence does not exist. A report that was expected is a gap instead. */
function whyNone(needs: readonly EvidenceKind[], evidence: EvidenceSet): string | undefined {
  for (const kind of needs) {
    const found = evidenceOf(kind, evidence);
    if (found.state === 'none' && gapsOf(kind, evidence).length === 0) return found.why;
  }
  return undefined;
}

function namedEvidence<N extends EvidenceKind, O extends EvidenceKind>(
  needs: readonly N[],
  uses: readonly O[],
  evidence: EvidenceSet,
): RuleEvidence<N, O> {
  const named: Record<string, unknown> = {};
  for (const kind of uses) named[kind] = evidenceOf(kind, evidence);
  for (const kind of needs) {
    const found = evidence[kind];
    if (found?.state === 'present') named[kind] = found.value;
  }
  return named as RuleEvidence<N, O>;
}

/** Returns the ids of the rules that a config asks for: the scored ones, then those of gates and invariants. */
export function judgedRuleIds(config: Config): readonly string[] {
  const scored = config.categories.flatMap((category) =>
    category.kind === 'measured' ? category.rules : [],
  );
  const declared = config.invariants.flatMap((invariant) =>
    invariant.kind === 'rule' ? [invariant.rule] : [],
  );
  const own = (config.ownRules ?? []).map(({ id }) => id);
  const selected = [...scored, ...config.unscored, ...declared, ...own];
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
  return resultOf(judgingSteps(rules, file));
}

/** Returns `judgeRules` in steps, one for each rule. */
export function* judgingSteps(
  rules: readonly Rule[],
  file: EvidenceFile,
): Generator<void, readonly Verdict[]> {
  const selected = judgedRuleIds(file.config).map((id) => ruleOf(id, rules));
  const byRule = new Map<string, Verdict>();
  for (const needsLevels of [false, true]) {
    const findings = findingsOf([...byRule.values()]);
    for (const rule of selected.filter((one) => one.needsLevels === needsLevels)) {
      const context = { ...contextOf(rule, file), findings };
      byRule.set(rule.id, judgeRule(rule, file.evidence, context));
      yield;
    }
  }
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
    finding: withDeferralProof(withoutRegistry(rule, finding, evidence), evidence.registry),
    remediation: rule.remediation,
    needs: [...rule.needs],
  };
}

type Capped = Pick<Rule, 'id' | 'deferralCap'>;

/**
 * Raises a finding to the level that a live `{ rule, level }` deferral asks for, at most the rule's
 * cap. With something open only the highest level rises: a deferral excuses a finding and does not
 * replace evidence.
 */
export function raisedByDeferral(
  { id: rule, deferralCap = DEFERRAL_CAP }: Capped,
  finding: Finding,
  cover: DeferralCover,
): Finding {
  if (finding.state !== 'level') return finding;
  const selected = cover
    .rule(rule)
    .map(({ id, level }) => ({ id, level: Math.min(level, deferralCap) as Level }))
    .filter(({ level }) => level > finding.most || level > finding.level);
  if (selected.length === 0) return finding;
  const level = Math.max(...selected.map((one) => one.level)) as Level;
  if (finding.open.length > 0) {
    return { ...finding, most: Math.max(level, finding.most) as Level };
  }
  const ids = selected.filter((one) => one.level === level).map(({ id }) => id);
  return {
    ...finding,
    level,
    most: level,
    undeferred: finding.undeferred ?? finding.level,
    deferrals: [...new Set([...finding.deferrals, ...ids])].sort(),
  };
}

/** A registry that was not read may hold a deferral of everything that is wrong. */
function withoutRegistry(
  { deferralCap = DEFERRAL_CAP }: Capped,
  finding: Finding,
  evidence: EvidenceSet,
): Finding {
  if (finding.state !== 'level' || finding.most >= deferralCap) return finding;
  const gaps = gapsOf('registry', evidence);
  if (gaps.length === 0) return finding;
  return { ...finding, most: deferralCap, open: [...finding.open, ...gaps] };
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
