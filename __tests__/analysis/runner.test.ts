import { expect, it } from '@jest/globals';
import { defineRule, judgeRule, leveled, unknown } from '../../src/analysis/runner.ts';
import type { Rule } from '../../src/model/rule.ts';
import type { Finding, Level } from '../../src/model/verdict.ts';
import { type Story, tell } from '../rules/story.ts';

const facts = {
  id: 'pinned-actions',
  title: 'Any rule',
  needs: [],
  levels: ['0', '1', '2', '3', '4', '5'],
  remediation: { recommendation: '', minutes: 1, guardrail: '', rollback: '', area: 'CI' },
} as const;

const source = { what: 'a file' };
const at = (level: Level): Finding =>
  leveled({
    level,
    measured: 'any',
    proof: [{ text: 'any', source }],
    flaws: [{ key: 'any', severity: 'low', observation: 'any' }],
  });

const verdictOf = (rule: Rule, story: Story, findings: readonly [string, Finding][] = []) => {
  const { evidence, context } = tell(story);
  return judgeRule(rule, evidence, { ...context, findings: new Map(findings) });
};

const deferrals = [{ id: 'D01', rule: 'pinned-actions', level: 5, until: 'M02' }];

it('finds unknown without calling the rule when needed evidence is missing', () => {
  const rule = defineRule({ ...facts, needs: ['plan', 'changes'], judge: () => at(5) });
  expect(verdictOf(rule, {}).finding).toEqual(
    unknown('the story does not tell; the story does not tell'),
  );
});

it('gives a rule the values it needs, and the evidence it uses', () => {
  const rule = defineRule({
    ...facts,
    needs: ['requiredChecks'],
    uses: ['plan'],
    judge: (evidence) => unknown(JSON.stringify(evidence)),
  });
  expect(verdictOf(rule, { requiredChecks: ['test'] }).finding).toEqual(
    unknown(
      JSON.stringify({
        plan: { state: 'absent', why: 'the story does not tell' },
        requiredChecks: ['test'],
      }),
    ),
  );
});

it('gives a rule that needs levels the findings of the others', () => {
  const rule = defineRule({
    ...facts,
    needsLevels: true,
    judge: (_, { findings }) => findings.get('other') ?? unknown('not judged'),
  });
  expect(verdictOf(rule, {}, [['other', at(2)]]).finding).toMatchObject({ level: 2 });
});

it('raises a level by a deferral up to the cap of the rule, and cites the deferral', () => {
  const rule = defineRule({ ...facts, judge: () => at(1) });
  const capped = defineRule({ ...facts, deferralCap: 3, judge: () => at(1) });
  expect([rule, capped].map((one) => verdictOf(one, { deferrals }).finding)).toMatchObject([
    { level: 4, undeferred: 1, proof: [{}, { text: 'deferral D01, live until M02' }] },
    { level: 3, undeferred: 1 },
  ]);
});

it('leaves unknown unknown under a deferral', () => {
  const rule = defineRule({ ...facts, judge: () => unknown('no answer') });
  expect(verdictOf(rule, { deferrals }).finding).toEqual(unknown('no answer'));
});
