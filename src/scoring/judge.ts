import { type CheckedInvariant, checkInvariant } from '../analysis/runner/invariant-check.ts';
import { judgeInvariants } from '../analysis/runner/judge-invariants.ts';
import { judgeRule, verdictOf } from '../analysis/runner/judge-rule.ts';
import type { Config } from '../model/config.ts';
import type { EvidenceFile, EvidenceKind } from '../model/evidence-file.ts';
import type { AnyRule, RuleContext } from '../model/rule.ts';
import type { Verdict } from '../model/verdict.ts';

/** Ids of the rules an audit with this config judges: the scored ones, then those judged for gates and invariants. */
export function rulesAsked(config: Config): readonly string[] {
  const scored = config.categories.flatMap((category) =>
    category.kind === 'measured' ? category.rules : [],
  );
  const declared = config.invariants.flatMap((invariant) =>
    invariant.kind === 'rule' ? [invariant.rule] : [],
  );
  const asked = [...scored, ...config.unscored, ...declared];
  return [...new Set(asked)].filter((id) => config.rules[id]?.state !== 'off');
}

/** Kinds of evidence that the rules of this config rest on. */
export function evidenceAsked(
  config: Config,
  rules: readonly AnyRule[],
): ReadonlySet<EvidenceKind> {
  const asked = rulesAsked(config);
  const judged = rules.filter((rule) => asked.includes(rule.id));
  return new Set(judged.flatMap((rule) => [...rule.needs, ...rule.uses]));
}

/** Every verdict the config asks for, and the declared invariants one by one. */
export interface Judgement {
  readonly verdicts: readonly Verdict[];
  readonly invariants: readonly CheckedInvariant[];
}

/**
 * Judges every rule the config asks for, in that order, and never stops early; the invariants last,
 * because they may rest on the others' levels. Throws when the config names a rule that does not
 * exist, because a config is checked before.
 */
export function judge(rules: readonly AnyRule[], bundle: EvidenceFile): Judgement {
  const { evidence, config, milestone } = bundle;
  const asked = rulesAsked(config).map((id) => ruleOf(id, rules));
  const first = asked.map((rule) => judgeRule(rule, evidence, contextOf(rule, bundle)));
  const levels = new Map(first.map(({ rule, finding }) => [rule, finding]));
  const invariants = config.invariants.map((invariant) =>
    checkInvariant(invariant, evidence, levels, milestone.id),
  );
  const finding = judgeInvariants(invariants);
  const verdicts = first.map((verdict, index) => {
    const rule = asked[index];
    const last = rule?.id === 'invariants' ? rule : undefined;
    return last === undefined ? verdict : verdictOf(last, finding, evidence, milestone.id);
  });
  return { verdicts, invariants };
}

function ruleOf(id: string, rules: readonly AnyRule[]): AnyRule {
  const rule = rules.find((one) => one.id === id);
  if (rule === undefined) throw new Error(`the config asks for a rule that does not exist: ${id}`);
  return rule;
}

function contextOf(rule: AnyRule, bundle: EvidenceFile): RuleContext {
  const config = bundle.config.rules[rule.id];
  return {
    target: bundle.target,
    milestone: bundle.milestone.id,
    config: bundle.config,
    options: config?.state === 'on' ? config.options : {},
  };
}
