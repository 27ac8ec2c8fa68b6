import { expect, it } from '@jest/globals';
import { stableRuns } from '../../src/rules/stable-runs.ts';
import { find, levelIn, reachesEveryLevel } from './judged.ts';
import { M01 } from './m01.ts';

const once = [{ workflow: 'CI', attempts: [{ test: { pytest: 'success' } }] }];
const flaky = (ids: string[], covered: string[] = []) =>
  levelIn(stableRuns, {
    runs: once,
    tests: [{ passed: 9, flaky: ids }],
    deferrals: [{ id: 'D-1', tests: covered, until: 'M02' }],
  });

it('earns each level by the number of flakes and by how many a live deferral covers', () => {
  expect([
    flaky([]),
    flaky(['a'], ['a']),
    flaky(['a', 'b'], ['*']),
    flaky(['a']),
    flaky(['a', 'b']),
    flaky(['a', 'b', 'c', 'd']),
  ]).toEqual([5, 4, 3, 2, 1, 0]);
});

it('finds no flake in single attempts that failed through deferred tests', () => {
  expect(find(stableRuns, M01)).toMatchObject({
    level: 5,
    measured: '2 runs, one attempt each, no flake',
    proof: [
      { text: 'Linter: 1 attempt, success' },
      { text: 'Tests: 1 attempt, failure', source: { runId: 2, attempt: 1 } },
    ],
  });
});

it('counts a passed second attempt as a flake, and cites the failed attempt', () => {
  const runs = [
    {
      workflow: 'CI',
      attempts: [{ test: { pytest: 'failure' } }, { test: { pytest: 'success' } }],
    },
  ];
  expect(find(stableRuns, { runs, tests: [{ passed: 9 }] })).toMatchObject({
    level: 2,
    measured: '1 run in 2 attempts, 1 flake (0 deferred)',
    flaws: [
      {
        key: 'flake:CI › test',
        observation: 'CI › test failed 1 of 2 times on this code.',
        source: { runId: 1, attempt: 1, job: 'test' },
      },
    ],
  });
});

it('does not count a cancelled attempt, or a repeated deferred failure', () => {
  const runs = [
    { workflow: 'CI', attempts: ['cancelled', 'success'] },
    { workflow: 'Tests', id: 2, path: 't.yml', attempts: [{ test: { pytest: 'failure' } }] },
    {
      workflow: 'Tests',
      id: 3,
      path: 't.yml',
      event: 'push',
      attempts: [{ test: { pytest: 'failure' } }],
    },
  ];
  const tests = [2, 3].map((run) => ({ run, passed: 1, failed: ['test_img2img › a'] }));
  expect(levelIn(stableRuns, { ...M01, runs, tests })).toBe(5);
});

it('counts a job that failed in one run and passed in another run of the same code', () => {
  const runs = [
    { workflow: 'CI', id: 1, attempts: ['failure'] },
    { workflow: 'CI', id: 2, event: 'push', relation: 'same-tree' as const, attempts: ['success'] },
    { workflow: 'CI', id: 3, event: 'push', relation: 'stale' as const, attempts: ['failure'] },
  ];
  expect(levelIn(stableRuns, { runs, tests: [{ run: 2, passed: 1 }] })).toBe(2);
});

it('is unknown without runs, without test reports, or with a report missing', () => {
  const sources = [{ state: 'missing' as const }];
  expect([
    levelIn(stableRuns, { tests: [{ passed: 1 }] }),
    levelIn(stableRuns, { runs: once }),
    levelIn(stableRuns, { runs: once, tests: [{ passed: 1 }], sources }),
  ]).toEqual(['unknown', 'unknown', 'unknown']);
});

it('counts a flake of one run even when a worse run of the workflow counts for the tests', () => {
  const runs = [
    { workflow: 'CI', id: 1, event: 'pull_request', attempts: ['failure'] },
    { workflow: 'CI', id: 2, event: 'push', attempts: ['success'] },
  ];
  const tests = [
    { run: 1, passed: 1, failed: ['a › b'] },
    { run: 2, passed: 2, flaky: ['c › d'] },
  ];
  const finding = find(stableRuns, { runs, tests });
  const told = finding.state === 'level' ? finding.flaws.map(({ observation }) => observation) : [];
  expect(told).toContain('c › d passed only on a retry.');
});

reachesEveryLevel(stableRuns);
