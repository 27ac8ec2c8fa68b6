import { expect, it } from '@jest/globals';
import { missing } from '../../src/model/evidence.ts';
import { gatesBeforeMerge } from '../../src/rules/gates-before-merge.ts';
import { find, levelIn, reachesEveryLevel } from './judged.ts';
import { type StoryRun, tell } from './story.ts';

const text = (on: string, command: string): string =>
  `on: ${on}\njobs:\n  a:\n    steps:\n      - run: ${command}\n`;
const PULL = text('pull_request', 'pytest');
const LATE = '{ push: { branches: [main] } }';
const runs: StoryRun[] = [{ workflow: 'CI', attempts: ['success'] }];
const target = { occasion: { kind: 'merged' as const } };
const red: StoryRun[] = [
  { workflow: 'CI', id: 1, attempts: ['success'] },
  { workflow: 'CI', id: 2, event: 'push', relation: 'same-tree', attempts: ['failure'] },
];
const level = (one: string, more = {}) =>
  levelIn(gatesBeforeMerge, { runs, workflow: one, ...more });

it('earns each level by what runs only after the merge', () => {
  expect([
    level(PULL),
    level(PULL, { workflows: { 'l.yml': text(LATE, 'ruff check') } }),
    level(PULL, {
      workflows: { 't.yml': text('{ schedule: [{ cron: "0 0 * * *" }] }', 'pytest') },
    }),
    level(PULL, { runs: red, target }),
    level(text(LATE, 'pytest')),
  ]).toEqual([5, 4, 3, 1, 0]);
});

it('counts a push on every branch as a check before the merge', () => {
  expect([
    level(text('push', 'pytest')),
    level(text('{ push: { branches: ["**"] } }', 'pytest')),
  ]).toEqual([5, 5]);
});

it('cites the line of the trigger, and the failed run', () => {
  const flawed = find(gatesBeforeMerge, {
    runs: red,
    target,
    workflow: PULL,
    workflows: { 't.yml': text(LATE, 'pytest') },
  });
  expect(flawed).toMatchObject({
    measured: '1 of 2 workflows with checks before the merge, 1 failed run after it',
    flaws: [
      { source: { runId: 2 } },
      { observation: 't.yml:1 starts on push only, after the merge.' },
    ],
  });
});

it('leaves out releases, and is not applicable when nothing checks a change', () => {
  const tags = '{ push: { tags: ["v*"] } }';
  const tagsOfPaths = '{ push: { tags: ["v*"], paths: ["src/**"] } }';
  expect([
    level(PULL, { workflows: { 'r.yml': text(tags, 'pytest') } }),
    level(PULL, { workflows: { 'r.yml': text(tagsOfPaths, 'pytest') } }),
    level(text('push', 'echo hi')),
    levelIn(gatesBeforeMerge, { runs, workflows: {} }),
    levelIn(gatesBeforeMerge, { runs }),
    levelIn(gatesBeforeMerge, { runs: red, target, workflow: text('push', 'echo hi') }),
  ]).toEqual([5, 5, 'not-applicable', 'not-applicable', 'not-applicable', 'not-applicable']);
});

it('does not count a push before the merge, or one that failed through deferred tests', () => {
  const failing = [
    {
      workflow: 'CI',
      id: 2,
      event: 'push',
      attempts: [{ a: { 'Run pytest': 'failure' } }],
    },
  ];
  const tests = [{ run: 2, passed: 1, failed: ['a › x'] }];
  const deferrals = [{ id: 'D-1', tests: ['a*'], until: 'M02' }];
  expect([
    level(PULL, { runs: failing, tests }),
    level(PULL, { runs: failing, tests, target }),
    level(PULL, { runs: failing, tests, target, deferrals }),
  ]).toEqual([5, 1, 5]);
});

it('counts the checks of a called workflow for the workflow that starts it', () => {
  const called = 'on: workflow_call\njobs:\n  it:\n    steps:\n      - run: pytest\n';
  const caller = (on: string): string =>
    `on: ${on}\njobs:\n  a:\n    uses: ./.github/workflows/it.yml\n`;
  const workflows = { '.github/workflows/it.yml': called };
  expect([
    level(caller('pull_request'), { workflows }),
    level(caller(LATE), { workflows }),
  ]).toEqual([5, 0]);
});

const broken = { workflows: { '.github/workflows/x.yml': 'on: [\n' } };

it('bounds the level by known workflows next to one that cannot be read', () => {
  expect([
    level(text('push', 'echo hi'), broken),
    level(PULL, broken),
    level(text(LATE, 'ruff check'), broken),
    level(text(LATE, 'pytest'), broken),
    level(text('push', 'echo hi'), { ...broken, runs: red, target }),
  ]).toEqual(['0–5', '3–5', '0–4', '0–3', '0–5']);
});

it('needs no runs before the merge', () => {
  const evidence = { runs: missing('GitHub refused them (403)') };
  expect([
    levelIn(gatesBeforeMerge, { workflow: PULL }),
    levelIn(gatesBeforeMerge, { workflow: PULL, evidence }),
    levelIn(gatesBeforeMerge, { workflow: PULL, evidence, target }),
    levelIn(gatesBeforeMerge, { workflow: text(LATE, 'pytest'), evidence, target }),
  ]).toEqual([5, 5, '1–5', 0]);
});

it('leaves a run that has not ended after the merge open', () => {
  const late: StoryRun[] = [{ workflow: 'CI', event: 'push', attempts: ['in_progress'] }];
  expect(find(gatesBeforeMerge, { workflow: PULL, runs: late, target })).toMatchObject({
    level: 1,
    most: 5,
    open: [{ kind: 'runs', what: 'CI run 1', wait: true }],
  });
});

it('names a failed run that missing evidence may explain', () => {
  const lost = [{ tests: missing('it expired') }, { registry: missing('GitHub refused it (403)') }];
  const findings = lost.map((evidence) =>
    find(gatesBeforeMerge, { workflow: PULL, runs: red, target, evidence }),
  );
  const flaws = [{ observation: 'CI failed after the merge.' }];
  expect(findings).toMatchObject([
    { level: 1, most: 5, open: [{ kind: 'tests' }], flaws },
    { level: 1, most: 5, open: [{ kind: 'registry' }], flaws },
  ]);
});

reachesEveryLevel(gatesBeforeMerge);

it('counts types of a pull request that are before the merge, for tests only if later commits start them', () => {
  expect([
    level(text('{ pull_request: { types: [closed] } }', 'pytest')),
    level(text('{ pull_request: { types: [labeled] } }', 'pytest')),
    level(text('{ pull_request: { branches: [main] } }', 'pytest')),
    level(text('{ pull_request: { types: [opened, reopened] } }', 'pytest')),
    level(text('{ pull_request: { types: [opened] } }', 'ruff check')),
    level(text('{ pull_request: { types: [opened, synchronize] } }', 'pytest')),
  ]).toEqual([0, 5, 5, 0, 5, 5]);
});

it('does not count a trigger whose path filters take no file', () => {
  const path = '.github/workflows/ci.yml';
  const workflow =
    'on:\n  pull_request:\n    paths: [lib/**]\njobs:\n  a:\n    steps: [{ run: pytest }]\n';
  const { files } = tell({ workflow }).evidence;
  if (files.state !== 'present') throw new Error('the story has no files');
  const idleTriggers = [{ path, event: 'pull_request', line: 3 }];
  const value = { ...files.value, idleTriggers };
  expect(find(gatesBeforeMerge, { evidence: { files: { ...files, value } } })).toMatchObject({
    level: 0,
    flaws: [{ observation: expect.stringContaining('its path filters take no file') }],
  });
});
