import { expect, it } from '@jest/globals';
import type { CollectJob } from '../../../src/collect/base/collect-job.ts';
import { changes as source } from '../../../src/collect/sources/changes.ts';
import type { ChangedFile } from '../../../src/model/repository.ts';
import { ok } from '../../../src/model/result.ts';
import { NO_DEPENDENCIES } from '../scene.ts';

const files = (count: number): readonly ChangedFile[] =>
  Array.from({ length: count }, (_, at) => ({
    path: `f${at}`,
    status: 'modified' as const,
    additions: 1,
    deletions: 0,
  })) as unknown as readonly ChangedFile[];

/** A pull request of so many files, of which a comparison lists at most 300. */
async function changesOf(changedFiles: number, { merged = false, cut = false } = {}) {
  const asked: string[] = [];
  const said: string[] = [];
  const job = {
    world: { event: { serverUrl: 'https://github.com' } },
    target: {
      repository: { owner: 'o', name: 'r' },
      commits: { base: 'b'.repeat(40), audited: 'a'.repeat(40) },
      pull: { number: 1, headSha: (merged ? 'd' : 'a').repeat(40), changedFiles },
    },
    reads: {
      compare: async () => {
        asked.push('compare');
        return ok({
          files: files(Math.min(300, changedFiles)),
          truncated: changedFiles >= 300,
          mergeBase: 'c'.repeat(40),
        });
      },
      tree: async (commit: string) => {
        asked.push('tree');
        const all = files(changedFiles).map(({ path }) => ({ path, mode: '100644', blob: commit }));
        const same = { path: 'same', mode: '100644', blob: '1' };
        const moved = { path: commit.startsWith('a') ? 'new' : 'old', mode: '100644', blob: '2' };
        return ok({ entries: [...all, same, moved], truncated: cut });
      },
      pullFiles: async () => {
        asked.push('pullFiles');
        return ok({ files: files(changedFiles), truncated: changedFiles >= 3000 });
      },
    },
    notice: (sentence: string) => void said.push(sentence),
  } as unknown as CollectJob;
  const { changes } = await source.collect(job, NO_DEPENDENCIES);
  const known = changes.state === 'present' ? changes.value : undefined;
  const { files: listed, truncated, unlisted } = known ?? {};
  return { asked, said, count: listed?.length, truncated, unlisted };
}

it('300 files of a pull request that has 300 are all of them', async () => {
  expect(await changesOf(300)).toEqual({
    asked: ['compare'],
    said: [],
    count: 300,
    truncated: false,
  });
});

it('300 files of a pull request that has more are asked for by the longer list', async () => {
  expect(await changesOf(301)).toEqual({
    asked: ['compare', 'pullFiles'],
    said: [],
    count: 301,
    truncated: false,
  });
});

it('what a comparison of a merge leaves out comes from the two trees', async () => {
  const { asked, count, truncated, unlisted } = await changesOf(302, { merged: true });
  expect({ asked, count, truncated, unlisted }).toEqual({
    asked: ['compare', 'tree', 'tree'],
    count: 300,
    truncated: true,
    unlisted: [
      { path: 'f300', status: 'modified' },
      { path: 'f301', status: 'modified' },
      { path: 'new', status: 'added' },
      { path: 'old', status: 'removed' },
    ],
  });
});

it('what nothing lists is said', async () => {
  const { count, truncated, unlisted, said } = await changesOf(3000, { cut: true });
  expect({ count, truncated, unlisted, said }).toEqual({
    count: 3000,
    truncated: true,
    unlisted: undefined,
    said: ['more files changed than GitHub lists; 3000 are known'],
  });
});
