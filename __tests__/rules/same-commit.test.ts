import { expect, it } from '@jest/globals';
import { missing } from '../../src/model/evidence.ts';
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

it('is open without any run', () => {
  expect([
    level(),
    levelIn(sameCommit, { evidence: { runs: missing('refused') } }),
    levelIn(sameCommit, {}),
  ]).toEqual(['0–5', '0–5', 'not-applicable']);
});

it('is 1 to 5 for a workflow whose file cannot be read, and names a known one beside it', () => {
  const runs = [{ ...own, path: 'l.yml' }, stale('t.yml')];
  const broken = { ...workflows, 'b.yml': 'on: [\n' };
  const lost = { evidence: { files: missing('refused') } };
  expect([
    levelIn(sameCommit, { runs, ...lost }),
    levelIn(sameCommit, { runs: [own, stale('b.yml')], workflows: broken }),
    levelIn(sameCommit, { runs: [own, stale('l.yml')], workflows: broken }),
    find(sameCommit, { runs: [own, stale('l.yml'), stale('b.yml')], workflows: broken }),
  ]).toMatchObject(['1–5', '1–5', 3, { level: 1, most: 3, flaws: [{}, {}] }]);
});

it('does not expect a workflow that the audited code no longer has, but one of GitHub itself', () => {
  expect([
    level(own, stale('.github/workflows/deleted.yml')),
    level(own, stale('dynamic/github-code-scanning/codeql')),
  ]).toEqual([5, 1]);
});

it('is open for a workflow that only calls another one', () => {
  const caller = 'on: push\njobs:\n  a:\n    uses: o/r/.github/workflows/x.yml@main\n';
  const runs = [own, stale('c.yml')];
  expect(levelIn(sameCommit, { runs, workflows: { ...workflows, 'c.yml': caller } })).toBe('1–5');
});

reachesEveryLevel(sameCommit);
