import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { type Checkout, openCheckout } from '../../src/local/checkout.ts';
import { type GitForge, gitForge } from '../../src/local/git-forge.ts';
import { aRepository, runGit, type TestRepository } from './a-repository.ts';

let repo: TestRepository;
const open: GitForge[] = [];
beforeEach(() => {
  repo = aRepository();
});
afterEach(() => {
  for (const forge of open.splice(0)) forge.close();
  repo.remove();
});

async function checkoutOf(folder: string): Promise<Checkout> {
  const opened = await openCheckout(folder);
  if (opened.state === 'none') throw new Error(opened.why);
  return opened.checkout;
}

async function forgeOf(folder: string = repo.folder): Promise<GitForge> {
  const forge = gitForge(await checkoutOf(folder), { owner: 'local', name: 'till' });
  open.push(forge);
  return forge;
}

it('a commit has its tree, parents, whole message and time in UTC', async () => {
  const first = repo.commit('start', { 'a.txt': 'a' });
  const second = repo.commit('M01: grüße\n\nbody\n');
  const forge = await forgeOf();
  expect(await forge.commit('main')).toEqual({
    ok: true,
    value: {
      sha: second,
      tree: repo.git('rev-parse', 'HEAD^{tree}'),
      parents: [first],
      message: 'M01: grüße\n\nbody',
      committedAt: '2026-03-01T12:00:00Z',
    },
  });
});

it('a tree lists every file with mode, blob and size, whatever its name', async () => {
  repo.commit('files', { 'a b/ä\tö.txt': 'ä', 'z.txt': '' });
  const forge = await forgeOf();
  const tree = await forge.tree(repo.git('rev-parse', 'HEAD'));
  expect(tree.ok && tree.value.entries.map(({ path, mode, bytes }) => [path, mode, bytes])).toEqual(
    [
      ['a b/ä\tö.txt', '100644', 2],
      ['z.txt', '100644', 0],
    ],
  );
});

it('blobs asked for side by side come from one process, each its own bytes', async () => {
  const large = 'x'.repeat(300_000);
  repo.commit('files', { 'a.txt': 'one\n', 'b.txt': large, 'c.txt': '' });
  const forge = await forgeOf();
  const ids = ['a.txt', 'b.txt', 'c.txt'].map((path) => repo.git('rev-parse', `HEAD:${path}`));
  const [a, b, c, none] = await Promise.all([...ids, '0'.repeat(40)].map((id) => forge.blob(id)));
  const text = (answer: typeof a): string | false =>
    answer?.ok === true && new TextDecoder().decode(answer.value);
  expect([text(a), text(b), text(c), none?.ok]).toEqual(['one\n', large, '', false]);
});

it('a comparison starts at the merge base and tells renames, additions and removals', async () => {
  const start = repo.commit('start', {
    'old.txt': '1\n2\n3\n4\n',
    'gone.txt': 'x\n',
    'm.txt': 'm\n',
  });
  repo.git('checkout', '--quiet', '-b', 'm01-x');
  repo.git('mv', 'old.txt', 'new.txt');
  repo.git('rm', '--quiet', 'gone.txt');
  const work = repo.commit('work', { 'm.txt': 'm\nn\n', 'added.txt': 'a\n' });
  repo.git('checkout', '--quiet', 'main');
  const main = repo.commit('other', { 'other.txt': 'o' });
  const forge = await forgeOf();
  const compared = await forge.compare(main, work);
  expect(compared.ok && compared.value).toEqual({
    base: main,
    head: work,
    mergeBase: start,
    truncated: false,
    commits: [expect.objectContaining({ sha: work, message: 'work' })],
    files: [
      { path: 'added.txt', status: 'added', additions: 1, deletions: 0, added: [[1, 1]] },
      { path: 'gone.txt', status: 'removed', additions: 0, deletions: 1 },
      { path: 'm.txt', status: 'modified', additions: 1, deletions: 0, added: [[2, 2]] },
      { path: 'new.txt', previousPath: 'old.txt', status: 'renamed', additions: 0, deletions: 0 },
    ].map((one) => ({ ...one, todos: 0 })),
  });
});

it('requests that need GitHub data fail by name, and nothing is written', async () => {
  const sha = repo.commit('start');
  const forge = await forgeOf();
  expect([await forge.runs(sha), await forge.branchRules('main')]).toEqual(
    ['which workflows ran', 'which checks are required'].map((what) => ({
      ok: false,
      error: {
        kind: 'not-here',
        message: `needs GitHub data: ${what}`,
      },
    })),
  );
  const status = { sha, state: 'success', context: 'x', description: '', targetUrl: '' } as const;
  expect(await forge.setStatus(status)).toMatchObject({ ok: false, error: { kind: 'invalid' } });
});

it('a revision that looks like an option is no option', async () => {
  repo.commit('start');
  const forge = await forgeOf();
  expect(await forge.commit('--output=/tmp/x')).toMatchObject({ ok: false });
  expect(await forge.branchHead('--all')).toMatchObject({ ok: false });
});

it('the default branch is the remote one where there is a remote', async () => {
  repo.commit('start');
  repo.git('branch', 'trunk');
  repo.git('checkout', '--quiet', 'trunk');
  runGit(repo.folder, 'clone', '--quiet', '.', repo.beside('clone'));
  const clone = await forgeOf(repo.beside('clone'));
  const here = await forgeOf();
  expect([await clone.defaultBranch(), await here.defaultBranch()]).toEqual([
    { ok: true, value: 'trunk' },
    { ok: true, value: 'main' },
  ]);
});

it('a shallow clone says what it lacks and how to get it', async () => {
  const first = repo.commit('start');
  repo.commit('second');
  const url = pathToFileURL(repo.folder).href;
  runGit(repo.folder, 'clone', '--quiet', '--depth=1', url, repo.beside('shallow'));
  const forge = await forgeOf(repo.beside('shallow'));
  const head = await forge.commit('HEAD');
  expect(head.ok && head.value.parents).toEqual([]);
  expect(await forge.commit(first)).toMatchObject({
    error: { message: expect.stringContaining('git fetch --unshallow') },
  });
});

it('a partial clone asks no network for what it lacks, and says so', async () => {
  repo.commit('start', { 'a.txt': 'a' });
  repo.git('config', 'uploadpack.allowFilter', 'true');
  const url = pathToFileURL(repo.folder).href;
  const args = ['--quiet', '--filter=blob:none', '--no-checkout'];
  runGit(repo.folder, 'clone', ...args, url, repo.beside('partial'));
  const forge = await forgeOf(repo.beside('partial'));
  expect(await forge.tree(repo.git('rev-parse', 'HEAD'))).toMatchObject({
    error: {
      message: 'the clone is partial and lacks contents of files; clone it without --filter',
    },
  });
});
