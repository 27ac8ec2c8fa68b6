import { expect, it } from '@jest/globals';
import { checkInvariant } from '../../src/analysis/runner/invariant-check.ts';
import { judgeInvariants } from '../../src/analysis/runner/judge-invariants.ts';
import { judgeRule, verdictOf } from '../../src/analysis/runner/judge-rule.ts';
import type { AnyRule } from '../../src/model/rule.ts';
import type { Finding } from '../../src/model/verdict.ts';
import { type Story, tell } from './story.ts';

/** Levels that the tests of this file have reached, by rule. */
const reached = new Map<string, Set<number>>();

/** What a rule finds in a story; the invariants are checked on the story's own evidence. */
export function find(rule: AnyRule, story: Story): Finding {
  const finding = found(rule, story);
  const levels = reached.get(rule.id) ?? new Set();
  if (finding.state === 'level') reached.set(rule.id, levels.add(finding.level));
  return finding;
}

/** The last test of a rule's file: the ones before it have reached every level that the rule's table gives. */
export function reachesEveryLevel(rule: AnyRule): void {
  it('every level of its table is reached by a test', () => {
    const given = rule.levels.flatMap((earned, level) => (earned === '—' ? [] : [level]));
    expect([...(reached.get(rule.id) ?? [])].sort()).toEqual(given);
  });
}

function found(rule: AnyRule, story: Story): Finding {
  const { evidence, context } = tell(story);
  const declared = context.config.invariants;
  if (rule.id === 'invariants' && declared.length > 0) {
    const checked = declared.map((one) =>
      checkInvariant(one, evidence, new Map(), context.milestone),
    );
    return verdictOf(rule, judgeInvariants(checked), evidence, context.milestone).finding;
  }
  return judgeRule(rule, evidence, context).finding;
}

/** The level alone, or the state where there is none. */
export function levelIn(rule: AnyRule, story: Story): number | string {
  const finding = find(rule, story);
  return finding.state === 'level' ? finding.level : finding.state;
}
