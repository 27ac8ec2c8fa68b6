import { expect, it } from '@jest/globals';
import { judgeRule } from '../../src/analysis/runner.ts';
import type { Rule } from '../../src/model/rule.ts';
import { type Finding, levelText } from '../../src/model/verdict.ts';
import { type Story, tell } from './story.ts';

/** Levels that the tests of this file have reached, by rule. */
const reached = new Map<string, Set<number>>();

/** Returns what a rule finds in a story, in which no other rule was judged. */
export function find(rule: Rule, story: Story): Finding {
  const { evidence, context } = tell(story);
  const { finding } = judgeRule(rule, evidence, { ...context, findings: new Map() });
  const levels = reached.get(rule.id) ?? new Set();
  if (finding.state === 'level' && finding.level === finding.most) {
    reached.set(rule.id, levels.add(finding.level));
  }
  return finding;
}

/** The last test of a rule's file: the ones before it have reached every level that the rule's table gives. */
export function reachesEveryLevel(rule: Rule): void {
  it('every level of its table is reached by a test', () => {
    const given = rule.levels.flatMap((earned, level) => (earned === '—' ? [] : [level]));
    expect([...(reached.get(rule.id) ?? [])].sort()).toEqual(given);
  });
}

/** The level alone; `0–4` where it is open, and the state where there is none. */
export function levelIn(rule: Rule, story: Story): number | string {
  const finding = find(rule, story);
  if (finding.state !== 'level') return finding.state;
  return finding.level === finding.most ? finding.level : levelText(finding);
}
