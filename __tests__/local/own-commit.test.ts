import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { ownCommit } from '../../src/local/repository-identity.ts';
import { aRepository, type TestRepository } from './a-repository.ts';

const HEAD = 'c'.repeat(40);
const OURS = { name: 'milestone-audit' };

let repo: TestRepository;
beforeEach(() => {
  repo = aRepository();
});
afterEach(() => repo.remove());

const entry = (): string => join(repo.folder, 'dist', 'cli.js');

function put(manifest: object): string {
  return repo.commit('start', {
    'dist/cli.js': '',
    'package.json': JSON.stringify(manifest),
  });
}

it('a released package says its commit', async () => {
  put({ ...OURS, gitHead: HEAD });
  expect(await ownCommit(entry())).toEqual({ sha: HEAD, released: true });
});

it('a clone is at the commit that others can fetch, and at none when it was never pushed', async () => {
  const head = put(OURS);
  expect(await ownCommit(entry())).toBeUndefined();
  repo.git('update-ref', 'refs/remotes/origin/main', head);
  expect(await ownCommit(entry())).toEqual({ sha: head, released: false });
});

it('a repository that it is only installed in is another’s', async () => {
  const head = repo.commit('start', {
    'node_modules/milestone-audit/dist/cli.js': '',
    'node_modules/milestone-audit/package.json': JSON.stringify(OURS),
  });
  repo.git('update-ref', 'refs/remotes/origin/main', head);
  const installed = join(repo.folder, 'node_modules/milestone-audit/dist/cli.js');
  expect(await ownCommit(installed)).toBeUndefined();
});

it('another program, or none, has no commit of ours', async () => {
  put({ name: 'other', gitHead: HEAD });
  expect(await ownCommit(entry())).toBeUndefined();
  expect(await ownCommit(join(repo.folder, 'nowhere', 'x.js'))).toBeUndefined();
});
