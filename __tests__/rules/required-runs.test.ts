import { expect, it } from '@jest/globals';
import { missing } from '../../src/model/evidence.ts';
import { requiredRuns } from '../../src/rules/required-runs.ts';
import { find, levelIn, reachesEveryLevel } from './judged.ts';
import { M01 } from './m01.ts';
import { tell } from './story.ts';

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

it('does not excuse another failed step, a job without a report, or a cancelled job by deferred tests', () => {
  const jobs = [
    { test: { pytest: 'failure', Deploy: 'failure' } },
    { 'test (3.10)': { pytest: 'failure' }, 'test (3.11)': { pytest: 'failure' } },
    { test: { pytest: 'timed_out' } },
    { test: 'failure' },
  ];
  const levels = jobs.map((attempt) =>
    levelIn(requiredRuns, { ...M01, runs: [{ workflow: 'Tests', id: 2, attempts: [attempt] }] }),
  );
  expect(levels).toEqual([0, '0–4', 0, 0]);
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

it('is open while a run is unfinished, unless another has failed already, and without any run', () => {
  expect([
    ofRuns(['success'], ['in_progress']),
    ofRuns(['failure'], ['in_progress']),
    ofRuns(['failure', 'in_progress']),
    levelIn(requiredRuns, { runs: [] }),
    levelIn(requiredRuns, { evidence: { runs: missing('refused') } }),
    ofRuns(['skipped']),
  ]).toEqual(['0–5', 0, '0–4', '0–5', '0–5', '0–5']);
});

it('is open when every required check was skipped, which GitHub lets pass', () => {
  const runs = [{ workflow: 'CI', attempts: [{ build: 'skipped', docs: 'success' }] }];
  expect([
    levelIn(requiredRuns, { runs, requiredChecks: ['build'] }),
    levelIn(requiredRuns, { runs, requiredChecks: ['build', 'docs'] }),
    levelIn(requiredRuns, { runs, requiredChecks: ['codecov/project'] }),
  ]).toEqual(['0–5', 5, 5]);
});

it('waits for an unfinished run, and counts only runs that have ended', () => {
  const runs = ['success', 'in_progress'].map((one, at) => ({
    workflow: `W${at}`,
    path: `${at}.yml`,
    attempts: [one],
  }));
  expect(find(requiredRuns, { runs })).toMatchObject({
    measured: '1 of 1 run green; 1 not verified (it has not ended)',
    open: [{ kind: 'runs', what: 'W1 run 2', wait: true }],
  });
});

it('gives a 4 for a later attempt even when the earlier ones are not listed', () => {
  const told = tell({ runs: [{ workflow: 'CI', attempts: ['failure', 'success'] }] }).evidence.runs;
  const [run] = told.state === 'present' ? told.value : [];
  expect(
    levelIn(requiredRuns, { values: { runs: [{ ...run, attempts: run?.attempts.slice(1) }] } }),
  ).toBe(4);
});

it('is open for a failed run whose report may be missing, while a live deferral covers tests', () => {
  const lost = { tests: missing('expired') };
  const told = { ...M01, evidence: lost };
  const other = { ...M01, tests: [{ run: 2, passed: 1, failed: ['new › x'] }] };
  const sources = [{ state: 'expired' as const }];
  expect([
    levelIn(requiredRuns, told),
    levelIn(requiredRuns, { ...told, deferrals: [] }),
    levelIn(requiredRuns, { ...M01, sources }),
    levelIn(requiredRuns, { ...other, sources }),
    levelIn(requiredRuns, { ...M01, evidence: { registry: missing('refused') } }),
  ]).toEqual(['0–4', 0, '0–4', 0, '0–4']);
});

it('is open for a failed run while its jobs or the required checks are not known', () => {
  const told = tell({ runs: [{ workflow: 'CI', attempts: ['failure'] }] }).evidence.runs;
  const [run] = told.state === 'present' ? told.value : [];
  const attempts = run?.attempts.map((attempt) => ({ ...attempt, jobs: [] }));
  const runs = [{ ...run, attempts }];
  const jobs = [{ workflow: 'CI', attempts: [{ build: 'success', canary: 'failure' }] }];
  const refused = { requiredChecks: missing('refused') };
  const deferrals = [{ id: 'D-1', tests: ['*'], until: 'M02' }];
  expect([
    levelIn(requiredRuns, { values: { runs } }),
    levelIn(requiredRuns, { values: { runs }, requiredChecks: ['test'] }),
    levelIn(requiredRuns, { values: { runs }, deferrals }),
    find(requiredRuns, { runs: jobs, evidence: refused }),
  ]).toMatchObject([0, '0–3', '0–4', { level: 0, most: 3, flaws: [{ severity: 'critical' }] }]);
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
