import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { openCheckout, readWorkTree } from '../../src/local/checkout.ts';
import { aRepository, runGit, type TestRepository } from './a-repository.ts';

let repo: TestRepository;
beforeEach(() => {
  repo = aRepository();
});
afterEach(() => repo.remove());

it('a folder inside a checkout knows the top and its own place below it', async () => {
  const head = repo.commit('start', { 'packages/a/x.txt': 'x' });
  const opened = await openCheckout(join(repo.folder, 'packages', 'a'));
  expect(opened).toMatchObject({
    state: 'open',
    checkout: { root: repo.folder, prefix: 'packages/a/', bare: false, head, branch: 'main' },
  });
});

it('a detached head has no branch', async () => {
  repo.commit('start');
  repo.git('checkout', '--quiet', '--detach');
  expect(await openCheckout(repo.folder)).toMatchObject({ checkout: { branch: '' } });
});

it('a bare repository and a work tree beside it both open', async () => {
  repo.commit('start');
  runGit(repo.folder, 'clone', '--quiet', '--bare', '.', repo.beside('bare.git'));
  runGit(repo.beside('bare.git'), 'worktree', 'add', '--quiet', repo.beside('tree'), 'HEAD');
  const both = [repo.beside('bare.git'), repo.beside('tree')];
  expect(await Promise.all(both.map(openCheckout))).toMatchObject([
    { checkout: { bare: true, root: both[0] } },
    { checkout: { bare: false, root: both[1] } },
  ]);
});

it('no folder, no repository and no commit are each said with what to do', async () => {
  mkdirSync(repo.beside('plain'));
  const folders = [repo.beside('nowhere'), repo.beside('plain'), repo.folder];
  expect(await Promise.all(folders.map(openCheckout))).toEqual([
    { state: 'none', why: `${folders[0]} does not exist` },
    {
      state: 'none',
      why: `${folders[1]} is not inside a git repository; go to a checkout, or name one with --repo DIR`,
    },
    {
      state: 'none',
      why: `${folders[2]} has no commit yet; an audit judges a commit, so make one first`,
    },
  ]);
});

it('reading a work tree starts no program that the repository names', async () => {
  repo.commit('start', { 'a.txt': 'a' });
  const left = join(repo.folder, 'left-behind');
  repo.git('config', 'core.fsmonitor', `touch '${left}'; false`);
  const opened = await openCheckout(repo.folder);
  if (opened.state !== 'open') throw new Error(opened.why);
  expect(await readWorkTree(opened.checkout)).toEqual({ changed: [], untracked: [], ignored: [] });
  expect(existsSync(left)).toBe(false);
});

it('what is not committed is listed: changed, untracked, and ignored', async () => {
  repo.commit('start', { 'a.txt': 'a', 'b.txt': 'b', '.gitignore': 'out/\n' });
  repo.put('a.txt', 'other');
  repo.put('new.txt');
  repo.put('out/junit.xml');
  const opened = await openCheckout(repo.folder);
  if (opened.state !== 'open') throw new Error(opened.why);
  expect(await readWorkTree(opened.checkout)).toEqual({
    changed: ['a.txt'],
    untracked: ['new.txt'],
    ignored: ['out/'],
  });
});
