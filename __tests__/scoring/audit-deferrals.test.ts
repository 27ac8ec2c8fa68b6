import { expect, it } from '@jest/globals';
import type { Deferral, Registry } from '../../src/model/deferral.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import { auditDeferrals } from '../../src/scoring/audit-deferrals.ts';

const deferral = (more: Partial<Deferral> = {}): Deferral => ({
  id: 'D01',
  issue: '#12',
  covers: { kind: 'rule', rule: 'coverage-gate', level: 4 },
  reason: 'no time',
  owner: 'mira',
  discovered: 'M01',
  until: 'M09',
  exit: '`coverage-gate >= 4`',
  line: 1,
  proposed: false,
  ...more,
});

const registry = (...deferrals: Deferral[]): Registry => ({
  path: 'docs/milestones/deferred.yml',
  deferrals,
  lost: [],
  altered: [],
});

function verdict(level: number, undeferred?: number): Verdict {
  const lifted = undeferred === undefined ? {} : { undeferred };
  return {
    rule: 'coverage-gate',
    finding: { state: 'level', level, measured: '84 %', deferrals: [], ...lifted },
  } as unknown as Verdict;
}

const stateOf = (one: Deferral, milestone: string, ...verdicts: Verdict[]): unknown => {
  const [quoted] = auditDeferrals(registry(one), milestone, verdicts);
  return [quoted?.state, quoted?.resolved_in, quoted?.resolved_by, quoted?.aged];
};

it('an exit criterion that names a rule resolves by its level, and states the measured value', () => {
  expect(stateOf(deferral(), 'M02', verdict(4))).toEqual([
    'resolved',
    'M02',
    'coverage-gate is at 4: 84 %',
    false,
  ]);
});

it('a level that needs deferrals resolves nothing', () => {
  expect(stateOf(deferral(), 'M02', verdict(4, 3))).toEqual(['live', null, null, false]);
});

it('a criterion in words never resolves by itself', () => {
  const words = deferral({ exit: 'Every test passes.' });
  expect(stateOf(words, 'M02', verdict(5))).toEqual(['live', null, null, false]);
});

it('an entry older than two milestones is aged until it is justified again', () => {
  expect(stateOf(deferral(), 'M03', verdict(1))).toEqual(['live', null, null, false]);
  expect(stateOf(deferral(), 'M04', verdict(1))).toEqual(['live', null, null, true]);
  const again = deferral({ justified: [{ milestone: 'M03', reason: 'the vendor is late' }] });
  expect(stateOf(again, 'M05', verdict(1))).toEqual(['live', null, null, false]);
  expect(stateOf(again, 'M06', verdict(1))).toEqual(['live', null, null, true]);
});

it('an entry that an earlier audit resolved stays resolved', () => {
  expect(stateOf(deferral({ resolved: 'M02' }), 'M05', verdict(1))).toEqual([
    'resolved',
    'M02',
    null,
    false,
  ]);
});
