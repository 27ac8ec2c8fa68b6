import type { Repository } from './checkout.ts';
import type { Git } from './git.ts';
import { commitId } from './git-commit.ts';

async function linesOf(git: Git, args: readonly string[]): Promise<readonly string[]> {
  const answer = await git(args);
  const lines = answer.ok ? answer.bytes.toString('utf8').split('\n') : [];
  return lines.map((line) => line.trim()).filter((line) => line !== '');
}

/** Names of the tags, in git's order. */
export function tagNames(git: Git): Promise<readonly string[]> {
  return linesOf(git, ['for-each-ref', '--format=%(refname:strip=2)', 'refs/tags']);
}

/** Names of the branches, here and at remotes, without the remotes' names. */
export async function branchNames(git: Git): Promise<readonly string[]> {
  const local = await linesOf(git, ['for-each-ref', '--format=%(refname:strip=2)', 'refs/heads']);
  const format = '--format=%(refname:strip=3)';
  const remote = await linesOf(git, ['for-each-ref', format, 'refs/remotes']);
  return [...new Set([...local, ...remote.filter((name) => name !== 'HEAD')])];
}

/** Branches whose newest commit it is: local ones, else those of the remote, without its name. */
export async function branchesAt(git: Git, commit: string): Promise<readonly string[]> {
  const points = ['for-each-ref', `--points-at=${commit}`];
  const local = await linesOf(git, [...points, '--format=%(refname:strip=2)', 'refs/heads']);
  if (local.length > 0) return local;
  const remote = await linesOf(git, [...points, '--format=%(refname:strip=3)', 'refs/remotes']);
  return [...new Set(remote.filter((name) => name !== 'HEAD'))];
}

/** Whether some branch of a remote holds the commit, as far as this repository was told. */
export async function isPublished(git: Git, commit: string): Promise<boolean> {
  const args = ['for-each-ref', '--count=1', `--contains=${commit}`, '--format=%(refname)'];
  return (await linesOf(git, [...args, 'refs/remotes'])).length > 0;
}

/** The address of the remote `origin`, or of the only remote there is. */
export async function originUrl(git: Git): Promise<string | undefined> {
  const remotes = await linesOf(git, ['remote']);
  const [only] = remotes;
  const name = remotes.includes('origin') || remotes.length !== 1 ? 'origin' : only;
  return (await linesOf(git, ['remote', 'get-url', '--end-of-options', name ?? 'origin']))[0];
}

/** The newest commit of a branch: the remote's, which others see too, else the local one. */
export async function branchHead(git: Git, branch: string): Promise<string | undefined> {
  const published = await commitId(git, `refs/remotes/origin/${branch}`);
  return published ?? commitId(git, `refs/heads/${branch}`);
}

/** The remote's default branch, else the first that exists of the usual names, else the one that is checked out. */
export async function defaultBranch({
  git,
  branch,
}: Pick<Repository, 'git' | 'branch'>): Promise<string> {
  const [remote] = await linesOf(git, ['symbolic-ref', '--quiet', 'refs/remotes/origin/HEAD']);
  if (remote !== undefined) return remote.replace('refs/remotes/origin/', '');
  const [configured] = await linesOf(git, ['config', '--get', 'init.defaultBranch']);
  for (const name of ['main', 'master', configured]) {
    if (name !== undefined && (await branchHead(git, name)) !== undefined) return name;
  }
  return branch === '' ? 'main' : branch;
}
