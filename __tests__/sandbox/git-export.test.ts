import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import type { Sandbox } from '../../sandbox/start-sandbox.ts';
import { m01, withSandbox } from './with-sandbox.ts';

async function withGit(
  sandbox: Sandbox,
  test: (git: (...args: string[]) => string) => Promise<void> | void,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'sandbox-git-'));
  try {
    await sandbox.exportGit(folder);
    await test((...args) =>
      execFileSync('git', ['--git-dir', folder, ...args], { encoding: 'utf8', stdio: 'pipe' }),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

it('git finds nothing wrong with the exported objects', () =>
  withSandbox(async (_, sandbox) => {
    await withGit(sandbox, (git) => {
      expect(git('fsck', '--strict', '--no-dangling')).toBe('');
    });
  }));

it('git reads a file back as the story has it, byte for byte', () =>
  withSandbox(async (_, sandbox) => {
    await withGit(sandbox, async (git) => {
      const path = '.github/workflows/tests.yml';
      expect(git('show', `main:${path}`)).toBe(await readFile(join(m01, 'main', path), 'utf8'));
    });
  }));

it('a squash merge leaves one commit whose tree is the tree of the head', () =>
  withSandbox(async (_, sandbox) => {
    const merged = sandbox.merge();
    await withGit(sandbox, (git) => {
      const log = git('log', '--format=%H %an <%ae> %cn %cI %s', 'main').trim().split('\n');
      expect(log[0]).toBe(
        `${merged} Mira Holt <mira.holt@example.org> GitHub 2026-03-08T12:05:00+00:00 ` +
          'M01: CI truthfulness, SHA pinning, smoke path (#14)',
      );
      expect(git('diff', '--stat', 'main', 'm01-ci-truthfulness')).toBe('');
      expect(log).toHaveLength(2);
    });
  }));

it('a commit made through GraphQL is on the branch that git reads', () =>
  withSandbox(async (ask, sandbox) => {
    const expectedHeadOid = sandbox.world.repo.refs.get('refs/heads/main');
    const input = {
      branch: { repositoryNameWithOwner: sandbox.repository, branchName: 'main' },
      expectedHeadOid,
      message: { headline: 'Add a page', body: 'With words' },
      fileChanges: {
        additions: [{ path: 'docs/Ä b.md', contents: Buffer.from('# A\n').toString('base64') }],
        deletions: [{ path: 'README.md' }],
      },
    };
    const query =
      'mutation($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } } }';
    await ask('POST', '//graphql', { query, variables: { input } });
    await withGit(sandbox, (git) => {
      expect(git('show', 'main:docs/Ä b.md')).toBe('# A\n');
      expect(git('log', '-1', '--format=%B%n%an', 'main').trim()).toBe(
        'Add a page\n\nWith words\ngithub-actions[bot]',
      );
      expect(git('ls-tree', '--name-only', 'main')).not.toContain('README.md');
    });
  }));
