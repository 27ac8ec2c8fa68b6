import type { Bundle } from '../model/bundle.ts';
import type { Config } from '../model/config.ts';
import type { AnyRule, RuleContext } from '../model/rule.ts';
import type { Verdict } from '../model/verdict.ts';
import { judgeRule } from '../rules/judge-rule.ts';

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

/**
 * Judges every rule the config asks for, in that order, and never stops early. Throws when the config
 * names a rule that does not exist, because a config is checked before.
 */
export function judge(rules: readonly AnyRule[], bundle: Bundle): readonly Verdict[] {
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  return rulesAsked(bundle.config).map((id) => {
    const rule = byId.get(id);
    if (rule === undefined)
      throw new Error(`the config asks for a rule that does not exist: ${id}`);
    return judgeRule(rule, bundle.evidence, contextOf(rule, bundle));
  });
}

function contextOf(rule: AnyRule, bundle: Bundle): RuleContext {
  const config = bundle.config.rules[rule.id];
  return {
    target: bundle.target,
    milestone: bundle.milestone.id,
    config: bundle.config,
    options: config?.state === 'on' ? config.options : {},
  };
}
