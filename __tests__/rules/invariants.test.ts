import { expect, it } from '@jest/globals';
import type { CheckedInvariant } from '../../src/rules/invariant-check.ts';
import { invariants } from '../../src/rules/invariants.ts';
import { judgeInvariants } from '../../src/rules/judge-invariants.ts';
import { verdictOf } from '../../src/rules/judge-rule.ts';
import { levelIn } from './judged.ts';
import { tell } from './story.ts';

const one = (state: CheckedInvariant['state']): CheckedInvariant => ({
  title: `is ${state}`,
  state,
  evidence: 'a.py changed',
  proof: [{ text: 'a.py modified', source: { what: 'a.py' } }],
});
const level = (...states: CheckedInvariant['state'][]) => {
  const finding = judgeInvariants(states.map(one));
  return finding.state === 'level' ? finding.level : finding.state;
};

it('earns each level by the invariants that are broken', () => {
  const deferrals = [{ id: 'D-1', rule: 'invariants', level: 5, until: 'M02' }];
  const { evidence } = tell({ deferrals });
  const lifted = verdictOf(invariants, judgeInvariants([one('broken')]), evidence, 'M01').finding;
  expect([
    level('held', 'held'),
    lifted.state === 'level' ? lifted.level : lifted.state,
    level('held', 'broken'),
    level('broken', 'broken'),
  ]).toEqual([5, 3, 1, 0]);
});

it('leaves what cannot be checked unknown, and lets it excuse nothing', () => {
  expect([level('held', 'unknown'), level('broken', 'unknown'), level()]).toEqual([
    'unknown',
    0,
    'not-applicable',
  ]);
});

it('names what broke, with its proof', () => {
  expect(judgeInvariants([one('broken')])).toMatchObject({
    measured: '0 of 1 invariant held',
    proof: [{ text: 'is broken: a.py modified' }],
    flaws: [{ observation: 'is broken is broken: a.py changed.' }],
  });
});

it('does not apply by itself unless something is declared', () => {
  const declared = [{ kind: 'job' as const, title: 'green', job: 'test' }];
  expect([levelIn(invariants, {}), levelIn(invariants, { invariants: declared })]).toEqual([
    'not-applicable',
    'unknown',
  ]);
});
