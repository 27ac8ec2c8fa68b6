import { expect, it } from '@jest/globals';
import { missing, none, present } from '../../src/model/evidence.ts';
import { coverageGate } from '../../src/rules/coverage-gate.ts';
import { noWeakening } from '../../src/rules/no-weakening.ts';
import { find, levelIn } from './judged.ts';
import type { Story } from './story.ts';

/* The rule "Restrict code coverage" of rulesets. */

const source = { what: 'rules of branch main' };
const unread = missing('the token may not read the rules');
const ruled = (minimum: number | null, maxDrop: number | null = null) =>
  present({ minimum, maxDrop }, source);
const workflow = 'on: push\njobs:\n  test:\n    steps:\n      - run: pytest\n';

const gate = (coverageRule: unknown, ...covered: readonly number[]): Story => ({
  runs: [{ workflow: 'CI', attempts: [{ test: { Tests: 'success' } }] }],
  ...{ workflow, baseWorkflow: workflow },
  coverage: covered.map((one, at) => ({ covered: one, total: 100, leg: `job ${at}` })),
  evidence: { coverageRule } as NonNullable<Story['evidence']>,
});

it.each([
  [80, [85], 5],
  [80, [79], 2],
  [80, [60], 1],
  [80, [85, 70], '1–5'],
  [null, [85], 2],
])('judges %s%% of a ruleset by coverage of %j', (minimum, covered, level) => {
  expect(levelIn(coverageGate, gate(ruled(minimum), ...covered))).toBe(level);
});

it('names the limit of the ruleset and what was measured', () => {
  expect(find(coverageGate, gate(ruled(80), 60))).toMatchObject({
    measured: 'the rulesets require 80%, 60% measured',
    flaws: [{ severity: 'high', source }],
  });
});

it('is open without a threshold where the rules of the branch are not known', () => {
  expect([
    levelIn(coverageGate, gate(unread, 85)),
    levelIn(coverageGate, gate(none('no ruleset restricts code coverage', source), 85)),
  ]).toEqual(['1–5', 2]);
});

const audit = (milestone: string, minimum: number | null, more: object = {}) => ({
  ...{ milestone, score: 4, verdict: 'green', categories: [], path: `docs/${milestone}.json` },
  ...{ blob: 'b', audited: 'c'.repeat(40), rules: [] },
  measures: {
    ...{ tests: null, coverage: [], benchmarks: [] },
    required_coverage: minimum === null ? null : { minimum, max_drop: 5 },
  },
  ...more,
});

const since = (coverageRule: unknown, previous: unknown, more: Story = {}) =>
  ({
    ...{ workflow, baseWorkflow: workflow, ...more },
    evidence: {
      coverageRule,
      previous: Array.isArray(previous) ? present(previous, source) : previous,
    },
  }) as Story;

it.each([
  ['the same limits', ruled(80, 5), [audit('M01', 80)], 5],
  ['stricter limits', ruled(90, 1), [audit('M01', 80)], 5],
  ['a lower minimum', ruled(70, 5), [audit('M01', 80)], 0],
  ['a larger drop', ruled(80, 9), [audit('M01', 80)], 0],
  ['a rule that is gone', none('none', source), [audit('M01', 80)], 0],
  ['a rule that came back', none('none', source), [audit('M01', 80), audit('M02', null)], 5],
  ['a rule that cannot be read', unread, [audit('M01', 80)], '0–5'],
  ['a rule that cannot be read, and none before', unread, [audit('M01', null)], 5],
  ['no earlier audit', ruled(80), [], 5],
  ['earlier audits that cannot be read', ruled(80), missing('refused'), '0–5'],
  [
    'a newest audit that cannot be read',
    ruled(80, 5),
    [audit('M01', 80), audit('M02', null, { claims: { score: null, verdict: 'unreadable' } })],
    '0–5',
  ],
])('compares with what the newest audit recorded: %s', (_, rule, previous, level) => {
  expect(levelIn(noWeakening, since(rule, previous))).toBe(level);
});

it('says what the rulesets required before', () => {
  expect(find(noWeakening, since(ruled(70, 5), [audit('M01', 80)]))).toMatchObject({
    measured: '1 weakening (threshold lowered)',
    flaws: [
      {
        observation: 'since M01: the rulesets required at least 80% of coverage, now at least 70%.',
      },
    ],
  });
});

it('accepts a deferral of the threshold', () => {
  const deferrals = [{ id: 'D-1', until: 'M02', threshold: 'coverage' }];
  expect(levelIn(noWeakening, since(ruled(70, 5), [audit('M01', 80)], { deferrals }))).toBe(3);
});
