import { expect, it } from '@jest/globals';
import { gatesBeforeMerge } from '../../src/rules/gates-before-merge.ts';
import { find, levelIn, reachesEveryLevel } from './judged.ts';
import type { StoryRun } from './story.ts';

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
    measured: '1 of 2 checking workflows before the merge, 1 red after it',
    flaws: [
      { source: { runId: 2 } },
      { observation: 't.yml:1 starts on push only, after the merge.' },
    ],
  });
});

it('leaves out releases, and is not applicable when nothing checks a change', () => {
  const tags = '{ push: { tags: ["v*"] } }';
  expect([
    level(PULL, { workflows: { 'r.yml': text(tags, 'pytest') } }),
    level(text('push', 'echo hi')),
    levelIn(gatesBeforeMerge, { runs }),
  ]).toEqual([5, 'not-applicable', 'unknown']);
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

reachesEveryLevel(gatesBeforeMerge);
