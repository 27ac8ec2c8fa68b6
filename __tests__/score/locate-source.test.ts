import { expect, it } from '@jest/globals';
import type { Target } from '../../src/model/target.ts';
import { sourceLocator } from '../../src/score/locate-source.ts';

const AUDITED = 'a'.repeat(40);
const OLDER = 'b'.repeat(40);
const target: Target = {
  repository: { owner: 'o', name: 'r' },
  occasion: { kind: 'pull-request' },
  event: 'pull_request',
  milestone: { id: 'M01', from: 'input' },
  branch: 'm01',
  trusted: true,
  commits: {
    audited: AUDITED,
    head: AUDITED,
    sameTree: [],
    stale: [],
    generated: [],
    policy: AUDITED,
  },
  defaultBranch: 'main',
};

it('a path is linked at its commit, a line of rendered Markdown in its source', () => {
  const urls = [
    { path: '.github/workflows/ci.yml', line: 8 },
    { path: 'docs/M01 plan.md', line: 3 },
    { path: 'docs/M01_plan.md' },
    { path: 'a.txt', commit: OLDER },
    { runId: 7 },
    { runId: 7, artifactId: 9, path: 'junit.xml' },
  ].map((source) => sourceLocator(target)(source).url);
  expect(urls).toEqual([
    `https://github.com/o/r/blob/${AUDITED}/.github/workflows/ci.yml#L8`,
    `https://github.com/o/r/blob/${AUDITED}/docs/M01%20plan.md?plain=1#L3`,
    `https://github.com/o/r/blob/${AUDITED}/docs/M01_plan.md`,
    `https://github.com/o/r/blob/${OLDER}/a.txt`,
    'https://github.com/o/r/actions/runs/7',
    'https://github.com/o/r/actions/runs/7/artifacts/9',
  ]);
});

it('a checkout nobody else can open keeps only addresses that evidence brought', () => {
  const locate = sourceLocator({ ...target, occasion: { kind: 'local' } });
  expect([locate({ path: 'a.md', line: 1 }), locate({ url: 'https://x.test/1' })]).toEqual([
    { path: 'a.md', line: 1 },
    { url: 'https://x.test/1' },
  ]);
});
