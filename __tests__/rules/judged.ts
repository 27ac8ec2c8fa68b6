import type { AnyRule } from '../../src/model/rule.ts';
import type { Finding } from '../../src/model/verdict.ts';
import { judgeRule } from '../../src/rules/judge-rule.ts';
import { type Story, tell } from './story.ts';

/** What a rule finds in a story. */
export function find(rule: AnyRule, story: Story): Finding {
  const { evidence, context } = tell(story);
  return judgeRule(rule, evidence, context).finding;
}

/** The level alone, or the state where there is none. */
export function levelIn(rule: AnyRule, story: Story): number | string {
  const finding = find(rule, story);
  return finding.state === 'level' ? finding.level : finding.state;
}
