import { expect, it } from '@jest/globals';
import { requiredRuns } from '../../src/rules/required-runs.ts';
import { find, levelIn, reachesEveryLevel } from './judged.ts';
import { M01 } from './m01.ts';

const ofRuns = (...attempts: string[][]) =>
  levelIn(requiredRuns, {
    runs: attempts.map((one, at) => ({ workflow: `W${at}`, path: `${at}.yml`, attempts: one })),
  });

it('is 5 when all passed at once, 4 after a re-run, 0 when one failed or was cancelled', () => {
  expect([
    ofRuns(['success'], ['success']),
    ofRuns(['success'], ['failure', 'success']),
    ofRuns(['success'], ['failure']),
    ofRuns(['cancelled']),
    ofRuns(['timed_out']),
    ofRuns(['startup_failure']),
  ]).toEqual([5, 4, 0, 0, 0, 0]);
});

it('is 3 when only jobs outside the required checks failed', () => {
  const runs = [{ workflow: 'CI', attempts: [{ build: 'success', canary: 'failure' }] }];
  expect([
    levelIn(requiredRuns, { runs, requiredChecks: ['build', 'codecov/project'] }),
    levelIn(requiredRuns, { runs, requiredChecks: ['canary'] }),
    levelIn(requiredRuns, { runs, requiredChecks: ['codecov/project'] }),
  ]).toEqual([3, 0, 0]);
});

it('explains a failed run by its deferred tests, and names the steps that it skipped', () => {
  expect(find(requiredRuns, M01)).toMatchObject({
    level: 4,
    measured: '1 of 2 runs green, 1 red only through deferred tests',
    deferrals: ['D-1'],
    undeferred: 0,
    flaws: [
      {
        severity: 'low',
        observation:
          'Tests is red in job test, step Run pytest through 18 tests deferred by D-1; skipped because of it: Coverage.',
      },
    ],
  });
});

it('is 0 without the deferral, and names the failed tests', () => {
  expect(find(requiredRuns, { ...M01, deferrals: [] })).toMatchObject({
    level: 0,
    flaws: [
      { observation: expect.stringContaining('18 of 18 failed tests have no live deferral') },
    ],
  });
});

it('does not excuse another failed step, a crashed job, or a cancelled job by deferred tests', () => {
  const jobs = [
    { test: { pytest: 'failure', Deploy: 'failure' } },
    { 'test (3.10)': { pytest: 'failure' }, 'test (3.11)': { pytest: 'failure' } },
    { test: { pytest: 'timed_out' } },
    { test: 'failure' },
  ];
  const levels = jobs.map((attempt) =>
    levelIn(requiredRuns, { ...M01, runs: [{ workflow: 'Tests', id: 2, attempts: [attempt] }] }),
  );
  expect(levels).toEqual([0, 0, 0, 0]);
});

it('recognizes a test step by its script, or by the option test-steps', () => {
  const workflow =
    'on: push\njobs:\n  q:\n    steps:\n      - name: Quality\n        run: pytest\n';
  const runs = [{ workflow: 'CI', id: 2, attempts: [{ q: { Quality: 'failure' } }] }];
  const options = { 'test-steps': ['Qual*'] };
  expect([
    levelIn(requiredRuns, { ...M01, runs }),
    levelIn(requiredRuns, { ...M01, runs, workflow }),
    levelIn(requiredRuns, { ...M01, runs, options }),
  ]).toEqual([0, 4, 4]);
});

it('is unknown while a run is unfinished, unless another has failed already', () => {
  expect([
    ofRuns(['success'], ['in_progress']),
    ofRuns(['failure'], ['in_progress']),
    levelIn(requiredRuns, { runs: [] }),
    levelIn(requiredRuns, {}),
    ofRuns(['skipped']),
  ]).toEqual(['unknown', 0, 'unknown', 'unknown', 'unknown']);
});

it('leaves out stale runs, replaced runs, and the audit’s own unfinished job', () => {
  const own = { build: { test: 'success' }, audit: { checkout: 'success', audit: 'in_progress' } };
  expect([
    levelIn(requiredRuns, {
      runs: [
        { workflow: 'CI', id: 1, attempts: ['cancelled'] },
        { workflow: 'CI', id: 2, attempts: ['success'] },
        { workflow: 'CI', id: 3, relation: 'stale', event: 'push', attempts: ['failure'] },
      ],
    }),
    levelIn(requiredRuns, { runs: [{ workflow: 'CI', attempts: [own], own: 'audit' }] }),
  ]).toEqual([5, 5]);
});

it('explains the push run of a merge by the reports of the pull request’s run', () => {
  const [lint, tests] = M01.runs ?? [];
  const red = { test: { 'Run pytest': 'failure' } };
  const push = (steps: object) => ({
    workflow: 'Tests',
    id: 9,
    path: '.github/workflows/tests.yml',
    event: 'push',
    attempts: [steps as typeof red],
  });
  const runs = (steps: object) => [lint, tests, push(steps)].filter((run) => run !== undefined);
  expect([
    levelIn(requiredRuns, { ...M01, runs: runs(red) }),
    levelIn(requiredRuns, { ...M01, runs: runs({ test: { 'Test the docs': 'failure' } }) }),
  ]).toEqual([4, 0]);
});

reachesEveryLevel(requiredRuns);
