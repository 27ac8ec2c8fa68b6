import { expect, it } from '@jest/globals';
import { testResults } from '../../src/rules/test-results.ts';
import { find, levelIn, reachesEveryLevel } from './judged.ts';
import { M01 } from './m01.ts';

const rate = (passed: number, failed: number) =>
  levelIn(testResults, {
    tests: [{ passed, failed: Array.from({ length: failed }, (_, at) => `t › ${at}`) }],
  });

it('earns each level by the pass rate', () => {
  expect([rate(35, 0), rate(95, 5), rate(80, 20), rate(50, 50), rate(49, 51), rate(0, 0)]).toEqual([
    5, 3, 2, 1, 0, 0,
  ]);
});

it('gives 18 failures that a live deferral covers a 4, and cites report and deferral', () => {
  expect(find(testResults, M01)).toEqual({
    state: 'level',
    level: 4,
    measured: '17 passed, 18 failed (18 deferred)',
    proof: [
      {
        text: 'artifact junit: 17 passed, 18 failed (junit)',
        source: {
          what: 'artifact junit',
          runId: 2,
          attempt: 1,
          url: 'https://github.com/o/r/actions/runs/2',
        },
      },
      {
        text: 'deferral D-1, live until M02',
        source: {
          what: 'docs/milestones/deferred.yml',
          path: 'docs/milestones/deferred.yml',
          line: 1,
        },
      },
    ],
    flaws: [
      {
        key: 'deferred',
        severity: 'low',
        observation: '18 tests failed, covered by D-1.',
        source: expect.objectContaining({ what: 'artifact junit' }),
      },
    ],
    deferrals: ['D-1'],
    undeferred: 0,
  });
});

it('uses the pass rate when the deferral is removed, has expired, or names another series', () => {
  const levels = ['M01', 'M00', 'V2-M09'].map((until) =>
    levelIn(testResults, { ...M01, deferrals: [{ id: 'D-1', tests: ['*'], until }] }),
  );
  expect([...levels, levelIn(testResults, { ...M01, deferrals: [] })]).toEqual([0, 0, 0, 0]);
});

it('leaves covered failures out of the rate when another test fails', () => {
  const tests = [{ run: 2, passed: 17, failed: [...(M01.tests?.[0]?.failed ?? []), 'new › x'] }];
  expect(levelIn(testResults, { ...M01, tests })).toBe(2);
});

it('counts a failure without a name as uncovered', () => {
  const deferrals = [{ id: 'D-1', tests: ['*'], until: 'M09' }];
  expect(levelIn(testResults, { tests: [{ passed: 9, unnamed: 1 }], deferrals })).toBe(2);
});

it('gives at most a 4 for a log without a report', () => {
  expect(levelIn(testResults, { tests: [{ passed: 9, origin: 'log' }] })).toBe(4);
});

it('is unknown without a report, or when one of the expected reports is missing', () => {
  const sources = [{}, { state: 'expired' as const, what: 'tests from leg 3.11' }];
  expect([
    levelIn(testResults, {}),
    find(testResults, { tests: [{ passed: 9 }], sources }),
  ]).toEqual([
    'unknown',
    { state: 'unknown', why: 'tests from leg 3.11 is expired: no run has it' },
  ]);
});

it('judges the worse of a push run and a pull-request run of one workflow', () => {
  const runs = [
    { workflow: 'CI', id: 1, event: 'push', attempts: ['success'] },
    { workflow: 'CI', id: 2, event: 'pull_request', attempts: ['failure'] },
  ];
  const tests = [
    { run: 1, passed: 10 },
    { run: 2, passed: 5, failed: ['a', 'b', 'c', 'd', 'e'] },
  ];
  expect(find(testResults, { runs, tests })).toMatchObject({ measured: '5 passed, 5 failed' });
});

it('takes the newest attempt of a matrix job, and a log only when its run has no report', () => {
  const runs = [{ workflow: 'CI', id: 1, attempts: ['failure', 'success'] }];
  const tests = [
    { passed: 1, failed: ['a'], attempt: 1 },
    { passed: 2, attempt: 2 },
    { passed: 40, origin: 'log' as const, leg: 'log' },
  ];
  expect(find(testResults, { runs, tests })).toMatchObject({ measured: '2 passed, 0 failed' });
});

it('is unknown when reports are from a run and the runs cannot be read', () => {
  expect(levelIn(testResults, { tests: [{ passed: 9, run: 1 }] })).toBe('unknown');
});

reachesEveryLevel(testResults);
