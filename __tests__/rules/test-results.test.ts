import { expect, it } from '@jest/globals';
import { missing } from '../../src/model/evidence.ts';
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
    most: 4,
    open: [],
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
        deferrals: ['D-1'],
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

it('counts a failure without a name as uncovered, unless a live deferral may cover it', () => {
  const tests = [{ passed: 9, unnamed: 1 }];
  const covers = (until: string) => [{ id: 'D-1', tests: ['other'], until }];
  expect([
    levelIn(testResults, { tests }),
    levelIn(testResults, { tests, deferrals: covers('M00') }),
    levelIn(testResults, { tests, deferrals: covers('M09') }),
    levelIn(testResults, { tests: [{ ...tests[0], origin: 'log' }], deferrals: covers('M09') }),
  ]).toEqual([2, 2, '2–4', '2–4']);
});

it('gives at most a 4 for a log without a report', () => {
  expect(levelIn(testResults, { tests: [{ passed: 9, origin: 'log' }] })).toBe(4);
});

it('is open when no test ran in one job of a matrix whose other job tested', () => {
  const log = (job: string, passed: number) => ({ job, leg: job, passed, origin: 'log' as const });
  expect([
    find(testResults, { tests: [log('test (3.11)', 20), log('test (3.12)', 0)] }),
    levelIn(testResults, { tests: [log('test (3.11)', 20), log('package', 0)] }),
    levelIn(testResults, {
      tests: [log('test (3.11)', 20), log('test (3.12)', 0), log('test (3.12)', 3)],
    }),
  ]).toMatchObject([
    {
      level: 0,
      most: 4,
      open: [
        {
          what: 'test results of test (3.12)',
          why: 'its log says that no test ran, and 20 ran in test (3.11)',
        },
      ],
    },
    4,
    4,
  ]);
});

it('is open when a report is missing, and one known failure leaves at most a 3', () => {
  const sources = [{}, { state: 'expired' as const, what: 'tests from leg 3.11' }];
  const told = { tests: [{ passed: 999, failed: ['a › b'] }], sources };
  expect([
    levelIn(testResults, { evidence: { tests: missing('not listed') } }),
    levelIn(testResults, { tests: [{ passed: 9 }], sources }),
    levelIn(testResults, { ...M01, sources }),
    find(testResults, told),
  ]).toMatchObject([
    '0–5',
    '0–5',
    '0–4',
    {
      level: 0,
      most: 3,
      measured: '999 passed, 1 failed; 1 not verified (it is expired: no run has it)',
      open: [{ what: 'tests from leg 3.11' }],
      flaws: [{ observation: '1 test failed without a live deferral, first a › b: HTTP 500' }],
    },
  ]);
});

it('is not applicable when there is provably no test report', () => {
  expect(levelIn(testResults, {})).toBe('not-applicable');
});

it('is open while a run that may test has not ended, or a test job failed without a report', () => {
  const told = (steps: Record<string, string>, workflow = 'pytest') => ({
    runs: [
      { workflow: 'Tests', id: 1, path: 't.yml', attempts: [{ test: { pytest: 'success' } }] },
      { workflow: 'CI', id: 2, attempts: [{ other: steps }] },
    ],
    tests: [{ run: 1, passed: 9 }],
    workflow: `on: push\njobs:\n  other:\n    steps:\n      - { name: Check, run: ${workflow} }\n`,
  });
  expect([
    levelIn(testResults, told({ Check: 'in_progress' })),
    levelIn(testResults, told({ Check: 'in_progress' }, 'ruff check')),
    levelIn(testResults, told({ Check: 'failure' })),
    levelIn(testResults, told({ Check: 'failure' }, 'ruff check')),
    find(testResults, told({ Check: 'in_progress' })),
  ]).toMatchObject(['0–5', 5, '0–5', 5, { open: [{ kind: 'runs', wait: true }] }]);
});

it('does not let a log or an older attempt take the place of a missing report', () => {
  const runs = [{ workflow: 'CI', id: 1, attempts: ['failure', 'success'] }];
  const sources = [{ state: 'expired' as const }];
  const failing = { passed: 1, failed: ['a'], attempt: 1, leg: 'old' };
  expect([
    levelIn(testResults, { runs, sources, tests: [{ passed: 9, origin: 'log' }] }),
    find(testResults, { runs, sources, tests: [failing, { passed: 2, attempt: 2 }] }),
  ]).toMatchObject(['0–5', { level: 0, most: 5, flaws: [{ key: 'failed' }] }]);
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

it('is open when the runs of the reports cannot be read, or all are of other code', () => {
  const runs = [{ workflow: 'CI', relation: 'stale' as const, attempts: ['success'] }];
  const tests = [{ passed: 9, failed: ['a'], run: 1 }];
  expect([
    find(testResults, { tests, evidence: { runs: missing('refused') } }),
    levelIn(testResults, { tests, runs }),
    levelIn(testResults, { tests: [{ passed: 9 }], evidence: { runs: missing('refused') } }),
  ]).toMatchObject([{ level: 0, most: 5, flaws: [{ key: 'failed' }] }, '0–5', 5]);
});

const job = (log: object, outcome: 'passed' | 'failed' = 'passed') => ({
  runs: [{ workflow: 'CI', attempts: [{ test: { Tests: 'success' } }] }],
  tests: [{ passed: 9, artifact: 7 }],
  values: {
    testJobs: [
      {
        runId: 1,
        attempt: 1,
        job: 'test',
        url: 'u',
        steps: [{ name: 'Tests', outcome }],
        artifacts: [7],
        log,
      },
    ],
  },
});
const workflow = (step: string): string =>
  `on: push\njobs:\n  test:\n    steps:\n      - { name: Tests, run: ${step} }\n`;

it('gives 3 to 5 when a log was not read, and 5 when the blocking test step passed', () => {
  const unread = job({ state: 'unreadable', why: 'GitHub deleted it (410)' });
  const lost = { ...unread, values: {}, evidence: { testJobs: missing('refused') } };
  expect([
    levelIn(testResults, unread),
    levelIn(testResults, { ...unread, workflow: workflow('pytest || true') }),
    levelIn(testResults, { ...unread, workflow: workflow('pytest') }),
    levelIn(testResults, lost),
    levelIn(testResults, { ...M01, evidence: { testJobs: missing('refused') } }),
  ]).toEqual(['3–5', '3–5', 5, '3–5', 4]);
});

it('names a failed step when the log that may explain it was not read', () => {
  const finding = find(testResults, job({ state: 'unread', why: 'too many jobs' }, 'failed'));
  expect(finding).toMatchObject({
    level: 3,
    most: 5,
    open: [{ kind: 'testJobs', what: 'log of job test', why: 'too many jobs' }],
    flaws: [{ key: 'red-step:test' }],
  });
});

reachesEveryLevel(testResults);
