import { expect, it } from '@jest/globals';
import { BY_WORST } from '../../src/analysis/fold.ts';
import { defineRule, judgeRule } from '../../src/analysis/runner.ts';
import { missing } from '../../src/model/evidence.ts';
import type { Item, Judged, Rule } from '../../src/model/rule.ts';
import type { Finding, Flaw, Open } from '../../src/model/verdict.ts';
import { type Story, tell } from '../rules/story.ts';

const facts = {
  id: 'pinned-actions',
  title: 'Any rule',
  needs: [],
  levels: ['0', '1', '2', '3', '4', '5'],
  remediation: { recommendation: '', minutes: 1, guardrail: '', rollback: '', area: 'CI' },
} as const;

const proof = [{ text: 'any', source: { what: 'a file' } }];
const flaw = (): Flaw => ({ key: 'any', severity: 'low', observation: 'any' });
type State = '0' | '1' | '2' | '3' | '4' | '5';
const at = (state: State): Item<State> => ({ worst: state, best: state, proof, flaw });
const open: Open = { kind: 'tests', what: 'a report', why: 'it expired' };
const judged = (...items: readonly Item<State>[]): Judged<State> => ({ items, measured: 'any' });
const base = { ...facts, table: BY_WORST };

const verdictOf = (rule: Rule, story: Story, findings: readonly [string, Finding][] = []) => {
  const { evidence, context } = tell(story);
  return judgeRule(rule, evidence, { ...context, findings: new Map(findings) });
};

const deferrals = [{ id: 'D01', rule: 'pinned-actions', level: 5, until: 'M02' }];

it('is open from 0 to 5 without calling the rule when needed evidence is missing', () => {
  const rule = defineRule({ ...base, needs: ['plan'], judge: () => judged(at('5')) });
  const story = { evidence: { plan: missing('GitHub refused it') } };
  expect(verdictOf(rule, story).finding).toMatchObject({
    level: 0,
    most: 5,
    open: [{ kind: 'plan', what: 'plan of the milestone', why: 'GitHub refused it' }],
  });
});

it('is not applicable when needed evidence provably does not exist', () => {
  const rule = defineRule({ ...base, needs: ['plan'], judge: () => judged(at('5')) });
  expect(verdictOf(rule, {}).finding).toEqual({
    state: 'not-applicable',
    why: 'the story has none',
  });
});

it('is open when a report that does not exist was expected', () => {
  const rule = defineRule({ ...base, needs: ['tests'], judge: () => judged(at('5')) });
  const source = { kind: 'tests', state: 'missing', declared: true, required: true } as const;
  const story = { sources: [{ ...source, what: 'tests from junit', why: 'no run has it' }] };
  expect(verdictOf(rule, story).finding).toMatchObject({
    level: 0,
    most: 5,
    open: [{ what: 'tests from junit', why: 'it is missing: no run has it' }],
  });
});

it('keeps what is known to be wrong when a gap opens the rule', () => {
  const rule = defineRule({ ...base, needs: [], uses: ['changes'], judge: () => judged(at('1')) });
  const story = { evidence: { changes: missing('GitHub refused it') } };
  expect(verdictOf(rule, story).finding).toMatchObject({
    level: 0,
    most: 5,
    flaws: [{ key: 'any' }],
    measured: 'any; 1 not verified (GitHub refused it)',
  });
});

it('leaves the gaps of a kind that the rule settles to its items', () => {
  const rule = defineRule({
    ...base,
    needs: [],
    uses: ['changes'],
    settles: ['changes'],
    judge: () => judged({ worst: '3', best: '5', open }),
  });
  const story = { evidence: { changes: missing('GitHub refused it') } };
  expect(verdictOf(rule, story).finding).toMatchObject({ level: 3, most: 5, open: [open] });
});

it.each([
  ['the worst item decides both bounds when everything is known', [at('2'), at('4')], 2, 2],
  ['a known offender bounds the highest level', [at('3'), { worst: '0', best: '5', open }], 0, 3],
  ['an open item leaves its own bounds', [at('5'), { worst: '1', best: '4', open }], 1, 4],
  [
    'an item that perhaps does not exist costs nothing at best',
    [{ worst: '0', best: 'none', open }],
    0,
    5,
  ],
  [
    'a deferred item counts as deferred at both bounds',
    [{ ...at('0'), excused: { as: '4', by: ['D01'] } }],
    4,
    4,
  ],
] as const)('%s', (_, items, level, most) => {
  const rule = defineRule({ ...base, judge: () => judged(...(items as readonly Item<State>[])) });
  expect(verdictOf(rule, {}).finding).toMatchObject({ level, most });
});

it('is open from 0 to 5 when perhaps nothing exists that the rule is about', () => {
  const items = [{ worst: '3', best: 'none', open }] as const;
  const rule = defineRule({ ...base, judge: () => ({ items, measured: '', none: 'no server' }) });
  expect(verdictOf(rule, {}).finding).toMatchObject({ level: 0, most: 5 });
});

it('does not apply when there is no item and nothing is open', () => {
  const rule = defineRule({
    ...base,
    judge: () => ({ items: [], measured: '', none: 'no server' }),
  });
  expect(verdictOf(rule, {}).finding).toEqual({ state: 'not-applicable', why: 'no server' });
});

it('gives a rule the values it needs, and the evidence it uses', () => {
  const rule = defineRule({
    ...base,
    needs: ['requiredChecks'],
    uses: ['plan'],
    judge: (evidence) => ({ items: [at('5')], measured: JSON.stringify(evidence) }),
  });
  expect(verdictOf(rule, { requiredChecks: ['test'] }).finding).toMatchObject({
    measured: JSON.stringify({
      plan: { state: 'none', why: 'the story has none', source: { what: 'story' } },
      requiredChecks: ['test'],
    }),
  });
});

it('gives a rule that needs levels the findings of the others', () => {
  const rule = defineRule({
    ...base,
    needsLevels: true,
    judge: (_, { findings }) => ({
      items: [at('5')],
      measured: findings.get('other')?.state ?? 'not judged',
    }),
  });
  const other: Finding = { state: 'not-applicable', why: '' };
  expect(verdictOf(rule, {}, [['other', other]]).finding).toMatchObject({
    measured: 'not-applicable',
  });
});

it('raises a level by a deferral up to the cap of the rule, and cites the deferral', () => {
  const rule = defineRule({ ...base, judge: () => judged(at('1')) });
  const capped = defineRule({ ...base, deferralCap: 3, judge: () => judged(at('1')) });
  expect([rule, capped].map((one) => verdictOf(one, { deferrals }).finding)).toMatchObject([
    { level: 4, most: 4, undeferred: 1, proof: [{}, { text: 'deferral D01, live until M02' }] },
    { level: 3, most: 3, undeferred: 1 },
  ]);
});

it('raises only the highest level by a deferral when evidence is missing', () => {
  const rule = defineRule({
    ...base,
    judge: () => judged(at('2'), { worst: '0', best: '5', open }),
  });
  expect(verdictOf(rule, { deferrals }).finding).toMatchObject({ level: 0, most: 4 });
});

it('leaves a failure open up to the cap when the registry was not read', () => {
  const rule = defineRule({ ...base, judge: () => judged(at('2')) });
  const story = { evidence: { registry: missing('GitHub refused it') } };
  expect(verdictOf(rule, story).finding).toMatchObject({
    level: 2,
    most: 4,
    open: [{ kind: 'registry' }],
  });
});
