import { expect, it } from '@jest/globals';
import { sameCommit } from '../../src/rules/same-commit.ts';
import { find, levelIn, reachesEveryLevel } from './judged.ts';
import type { StoryRun } from './story.ts';

const text = (command: string): string =>
  `on: push\njobs:\n  a:\n    steps:\n      - run: ${command}\n`;
const workflows = {
  't.yml': text('pytest'),
  'l.yml': text('ruff check'),
  'd.yml': text('./deploy'),
};
const own: StoryRun = { workflow: 'Tests', path: 't.yml', attempts: ['success'] };
const stale = (path: string): StoryRun => ({
  workflow: path,
  path,
  relation: 'stale',
  head: 'c'.repeat(40),
  attempts: ['success'],
});
const level = (...runs: StoryRun[]) => levelIn(sameCommit, { runs, workflows });

it('earns each level by the workflows that ran only on other code', () => {
  expect([
    level(own, { ...own, relation: 'same-tree' }),
    level(own, stale('l.yml')),
    level({ ...own, path: 'l.yml' }, stale('t.yml')),
    level(stale('t.yml')),
  ]).toEqual([5, 3, 1, 0]);
});

it('ignores stale runs of a workflow that ran again, or that checks nothing', () => {
  expect(level(own, stale('t.yml'), stale('d.yml'))).toBe(5);
});

it('names the run and both commits', () => {
  expect(find(sameCommit, { runs: [stale('t.yml')], workflows })).toMatchObject({
    measured: '0 of 1 run on the audited code',
    flaws: [{ observation: 't.yml ran on cccccccccccc, which is other code than aaaaaaaaaaaa.' }],
  });
});

it('is unknown without a run', () => {
  expect([levelIn(sameCommit, {}), level()]).toEqual(['unknown', 'unknown']);
});

reachesEveryLevel(sameCommit);
