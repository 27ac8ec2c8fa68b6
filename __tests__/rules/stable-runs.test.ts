import { expect, it } from '@jest/globals';
import { missing } from '../../src/model/evidence.ts';
import { stableRuns } from '../../src/rules/stable-runs.ts';
import { find, levelIn, reachesEveryLevel } from './judged.ts';
import { M01 } from './m01.ts';
import { tell } from './story.ts';

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
    measured: '1 run in 2 attempts, 1 flake',
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
  const tests = [1, 2].map((run) => ({ run, passed: 1 }));
  expect(levelIn(stableRuns, { runs, tests })).toBe(2);
});

const expired = [{ state: 'expired' as const }];

it('is open without runs of the audited code, and while a report may be missing', () => {
  const stale = [{ workflow: 'CI', relation: 'stale' as const, attempts: ['success'] }];
  expect([
    levelIn(stableRuns, { tests: [{ passed: 1 }] }),
    levelIn(stableRuns, { runs: [] }),
    levelIn(stableRuns, { runs: stale }),
    levelIn(stableRuns, { runs: once, evidence: { tests: missing('not found') } }),
    levelIn(stableRuns, { runs: once, tests: [{ passed: 1 }], sources: expired }),
    levelIn(stableRuns, { runs: [{ workflow: 'CI', attempts: ['in_progress'] }] }),
  ]).toEqual(['not-applicable', '0–5', '0–5', '0–5', '0–5', '0–5']);
});

it('counts runs alone when there is provably no test report, and log totals like reports', () => {
  const tests = [{ passed: 9, origin: 'log' as const }];
  expect([levelIn(stableRuns, { runs: once }), levelIn(stableRuns, { runs: once, tests })]).toEqual(
    [5, 5],
  );
});

it('names a known flake beside missing evidence, which bounds the highest level', () => {
  const attempts = [{ test: { pytest: 'failure' } }, { test: { pytest: 'success' } }];
  const runs = [{ workflow: 'CI', attempts }];
  const lost = { tests: missing('refused') };
  expect(find(stableRuns, { runs, evidence: lost })).toMatchObject({
    level: 0,
    most: 2,
    measured: '1 run in 2 attempts, 1 flake; 1 not verified (refused)',
    flaws: [{ key: 'flake:CI › test' }],
  });
});

it('is open for a job that failed each time, while a report or the registry may explain it', () => {
  const failing = { test: { pytest: 'failure' } };
  const runs = [{ workflow: 'Tests', attempts: [failing, failing] }];
  const deferrals = [{ id: 'D-1', tests: ['a'], until: 'M02' }];
  const tests = [{ passed: 1, failed: ['a'], attempt: 2 }];
  const lost = { registry: missing('refused') };
  expect([
    levelIn(stableRuns, { runs, tests, deferrals }),
    levelIn(stableRuns, { runs, tests }),
    levelIn(stableRuns, { runs, deferrals, evidence: { tests: missing('refused') } }),
    levelIn(stableRuns, { runs, tests, evidence: lost }),
  ]).toEqual([5, 2, '0–5', '2–5']);
});

it('is open for a flaky test whose name was cut, while a live deferral may cover it', () => {
  const told = tell({ runs: once, tests: [{ passed: 9, flaky: ['a'] }] }).evidence.tests;
  const [one] = told.state === 'present' ? told.value : [];
  const report = { ...one?.report, cases: [], omitted: { groups: 0, cases: 1 } };
  const cut = { runs: once, values: { tests: [{ ...one, report }] } };
  const deferrals = [{ id: 'D-1', tests: ['*'], until: 'M02' }];
  expect([levelIn(stableRuns, cut), levelIn(stableRuns, { ...cut, deferrals })]).toEqual([
    2,
    '2–4',
  ]);
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

const failedFirst = (second: string, unlisted: readonly number[] = []) =>
  find(stableRuns, {
    runs: [
      {
        workflow: 'CI',
        attempts: [{ test: { pytest: 'failure' } }, { test: { pytest: second } }],
        unlisted,
      },
    ],
    tests: [{ passed: 9 }],
  });

it.each([
  ['was cancelled', 'cancelled', []],
  ['was skipped', 'skipped', []],
  ['has not ended', 'in_progress', []],
  ['lists no job', 'success', [2]],
])('keeps a failed first attempt whose repetition %s', (_, second, unlisted) => {
  expect(failedFirst(second, unlisted)).toMatchObject({
    most: 2,
    flaws: [
      {
        observation: 'CI › test failed and was started again on this code.',
        source: { attempt: 1 },
      },
    ],
  });
});

it('knows a flake of a run that lists no job of its failed attempt and passed later', () => {
  expect(failedFirst('success', [1])).toMatchObject({ level: 0, most: 2 });
});

it('finds no flake in a failed job that a later attempt kept', () => {
  const { evidence } = tell({
    runs: [
      { workflow: 'CI', attempts: [{ test: 'failure', lint: 'failure' }, { lint: 'success' }] },
    ],
  });
  const [run] = evidence.runs.state === 'present' ? evidence.runs.value : [];
  const [first, second] = run?.attempts ?? [];
  const kept = first?.jobs.filter(({ name }) => name === 'test') ?? [];
  const jobs = [...kept, ...(second?.jobs ?? [])];
  const runs = [{ ...run, attempts: [first, { ...second, jobs }] }];
  expect(find(stableRuns, { values: { runs }, tests: [{ passed: 9, run: 1 }] })).toMatchObject({
    flaws: [{ key: 'flake:CI › lint' }],
  });
});

reachesEveryLevel(stableRuns);
