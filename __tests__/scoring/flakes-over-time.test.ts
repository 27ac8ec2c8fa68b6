import { expect, it } from '@jest/globals';
import type { AuditFlake } from '../../src/model/history.ts';
import { flakesOverTime } from '../../src/scoring/audit-flakes.ts';

const flake = (first_seen: string, more: Partial<AuditFlake> = {}): AuditFlake => ({
  name: 'parser › parses',
  kind: 'test',
  first_seen,
  count: 1,
  evidence: 'passed only on a retry',
  source: null,
  ...more,
});

const all = { runs: true, tests: true };

it('a flake that is seen again keeps its first milestone and adds up', () => {
  const before = [flake('M01', { count: 2, state: 'quiet', quiet_for: 1, last_seen: 'M02' })];
  expect(flakesOverTime([flake('M04')], before, 'M04', all)).toEqual([
    flake('M01', { count: 3, state: 'active', quiet_for: 0, last_seen: 'M04' }),
  ]);
});

it('a flake that is not seen is quiet, and fixed after three audits', () => {
  const states: unknown[] = [];
  let log: readonly AuditFlake[] = [flake('M01')];
  for (const milestone of ['M02', 'M03', 'M04']) {
    log = flakesOverTime([], log, milestone, all);
    states.push([log[0]?.state, log[0]?.quiet_for, log[0]?.last_seen]);
  }
  expect(states).toEqual([
    ['quiet', 1, 'M01'],
    ['quiet', 2, 'M01'],
    ['fixed', 3, 'M01'],
  ]);
});

it('an audit without test results does not make a test quieter', () => {
  const [only] = flakesOverTime([], [flake('M01')], 'M02', { runs: true, tests: false });
  expect(only).toMatchObject({ state: 'active', quiet_for: 0 });
});
