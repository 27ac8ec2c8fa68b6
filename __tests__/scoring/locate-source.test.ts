import { expect, it } from '@jest/globals';
import type { Source } from '../../src/model/evidence.ts';
import type { Target } from '../../src/model/target.ts';
import { sourceLocator } from '../../src/scoring/evidence-values.ts';

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

it('links a path at its commit, and a line of Markdown in its plain source', () => {
  const sources: readonly Source[] = [
    { what: 'it', path: '.github/workflows/ci.yml', line: 8 },
    { what: 'it', path: 'docs/M01 plan.md', line: 3 },
    { what: 'it', path: 'docs/M01_plan.md' },
    { what: 'it', path: 'a.txt', commit: OLDER },
    { what: 'it', runId: 7 },
    { what: 'it', runId: 7, artifactId: 9, path: 'junit.xml' },
  ];
  expect(sources.map((source) => sourceLocator(target)(source).url)).toEqual([
    `https://github.com/o/r/blob/${AUDITED}/.github/workflows/ci.yml#L8`,
    `https://github.com/o/r/blob/${AUDITED}/docs/M01%20plan.md?plain=1#L3`,
    `https://github.com/o/r/blob/${AUDITED}/docs/M01_plan.md`,
    `https://github.com/o/r/blob/${OLDER}/a.txt`,
    'https://github.com/o/r/actions/runs/7',
    'https://github.com/o/r/actions/runs/7/artifacts/9',
  ]);
});

it('an unpublished checkout keeps only the URLs of its evidence', () => {
  const locate = sourceLocator({ ...target, occasion: { kind: 'local' } });
  expect([
    locate({ what: 'it', path: 'a.md', line: 1 }),
    locate({ what: 'it', url: 'https://x.test/1' }),
  ]).toEqual([
    { what: 'it', path: 'a.md', line: 1 },
    { what: 'it', url: 'https://x.test/1' },
  ]);
});
