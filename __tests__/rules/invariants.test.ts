import { expect, it } from '@jest/globals';
import { type CheckedInvariant, invariants, judgeInvariants } from '../../src/rules/invariants.ts';
import { levelIn, reachesEveryLevel } from './judged.ts';
import type { Story } from './story.ts';

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

/** Declared files, of which some are there. */
const files = (...there: readonly boolean[]): Story => ({
  invariants: there.map((_, at) => ({ kind: 'files', title: `file ${at}`, files: [`${at}.md`] })),
  values: {
    declaredFiles: there.map((one, at) => ({
      path: `${at}.md`,
      state: one ? 'present' : 'absent',
      bytes: one ? 1 : 0,
    })),
  },
});

it('earns each level by the broken invariants', () => {
  const deferrals = [{ id: 'D-1', rule: 'invariants', level: 5, until: 'M02' }];
  expect([
    levelIn(invariants, files(true, true)),
    levelIn(invariants, { ...files(true, false), deferrals }),
    levelIn(invariants, files(true, false)),
    levelIn(invariants, files(false, false)),
  ]).toEqual([5, 3, 1, 0]);
});

it('is unknown when an invariant cannot be checked, and 0 when another is broken', () => {
  expect([level('held', 'unknown'), level('broken', 'unknown'), level()]).toEqual([
    'unknown',
    0,
    'not-applicable',
  ]);
});

it('names the broken invariant with its proof', () => {
  expect(judgeInvariants([one('broken')])).toMatchObject({
    measured: '0 of 1 invariant held',
    proof: [{ text: 'is broken: a.py modified' }],
    flaws: [{ observation: 'is broken is broken: a.py changed.' }],
  });
});

it('is not applicable unless an invariant is declared', () => {
  const declared = [{ kind: 'job' as const, title: 'green', job: 'test' }];
  expect([levelIn(invariants, {}), levelIn(invariants, { invariants: declared })]).toEqual([
    'not-applicable',
    'unknown',
  ]);
});

reachesEveryLevel(invariants);
