import type { Commit } from '../model/forge.ts';
import { fieldsOfOutput, type Git } from './git.ts';

/** Format for `git log`. A commit message cannot contain the NUL that ends each field. */
const FORMAT = '--format=%H%x00%T%x00%P%x00%ct%x00%B';
const FIELDS = 5;

/** Returns the commits of a revision or range, newest first by default, or a message when git refuses. */
export async function readCommits(
  git: Git,
  range: string,
  extra: readonly string[] = [],
): Promise<readonly Commit[] | string> {
  const args = ['log', '-z', '--no-show-signature', '--no-color', '--encoding=UTF-8', FORMAT];
  const answer = await git([...args, ...extra, '--end-of-options', range, '--']);
  if (!answer.ok) return answer.message;
  const fields = fieldsOfOutput(answer.bytes);
  return Array.from({ length: Math.floor(fields.length / FIELDS) }, (_, index) =>
    commitOf(fields.slice(index * FIELDS, (index + 1) * FIELDS)),
  );
}

function commitOf([
  sha = '',
  tree = '',
  parents = '',
  seconds = '0',
  message = '',
]: readonly string[]): Commit {
  return {
    sha,
    tree,
    parents: parents === '' ? [] : parents.split(' '),
    message: message.replace(/\n$/, ''),
    // GitHub's format: UTC without fractions.
    committedAt: new Date(Number(seconds) * 1000).toISOString().replace('.000Z', 'Z'),
  };
}

/** Returns the full commit id of a revision; `undefined` when it does not exist here. */
export async function commitId(git: Git, revision: string): Promise<string | undefined> {
  const ask = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`];
  const answer = await git(ask);
  const id = answer.ok ? answer.bytes.toString('utf8').trim() : '';
  return /^[0-9a-f]{40,64}$/.test(id) ? id : undefined;
}

/** Returns the merge base of two commits; `undefined` when the local history does not contain it. */
export async function mergeBase(git: Git, base: string, head: string): Promise<string | undefined> {
  const answer = await git(['merge-base', '--end-of-options', base, head]);
  const [first = ''] = answer.ok ? answer.bytes.toString('utf8').split('\n') : [];
  return first === '' ? undefined : first;
}

async function linesOf(git: Git, args: readonly string[]): Promise<readonly string[]> {
  const answer = await git(args);
  const lines = answer.ok ? answer.bytes.toString('utf8').split('\n') : [];
  return lines.map((line) => line.trim()).filter((line) => line !== '');
}

/** Returns the names of all tags, in git's order. */
export function tagNames(git: Git): Promise<readonly string[]> {
  return linesOf(git, ['for-each-ref', '--format=%(refname:strip=2)', 'refs/tags']);
}

/** Returns the names of local and remote branches, without the names of remotes. */
export async function branchNames(git: Git): Promise<readonly string[]> {
  const local = await linesOf(git, ['for-each-ref', '--format=%(refname:strip=2)', 'refs/heads']);
  const format = '--format=%(refname:strip=3)';
  const remote = await linesOf(git, ['for-each-ref', format, 'refs/remotes']);
  return [...new Set([...local, ...remote.filter((name) => name !== 'HEAD')])];
}

/** Returns the branches that point at a commit: local ones, else remote ones without the remote's name. */
export async function branchesAt(git: Git, commit: string): Promise<readonly string[]> {
  const points = ['for-each-ref', `--points-at=${commit}`];
  const local = await linesOf(git, [...points, '--format=%(refname:strip=2)', 'refs/heads']);
  if (local.length > 0) return local;
  const remote = await linesOf(git, [...points, '--format=%(refname:strip=3)', 'refs/remotes']);
  return [...new Set(remote.filter((name) => name !== 'HEAD'))];
}

/** Returns whether a remote branch contains the commit, by the last fetch. */
export async function isPublished(git: Git, commit: string): Promise<boolean> {
  const args = ['for-each-ref', '--count=1', `--contains=${commit}`, '--format=%(refname)'];
  return (await linesOf(git, [...args, 'refs/remotes'])).length > 0;
}

/** Returns the address of the remote `origin`, or of the only remote. */
export async function originUrl(git: Git): Promise<string | undefined> {
  const remotes = await linesOf(git, ['remote']);
  const [only] = remotes;
  const name = remotes.includes('origin') || remotes.length !== 1 ? 'origin' : only;
  return (await linesOf(git, ['remote', 'get-url', '--end-of-options', name ?? 'origin']))[0];
}

/** Returns the head of a branch: of the remote branch, which others see too, else of the local one. */
export async function branchHead(git: Git, branch: string): Promise<string | undefined> {
  const published = await commitId(git, `refs/remotes/origin/${branch}`);
  return published ?? commitId(git, `refs/heads/${branch}`);
}

/** Returns the default branch of the remote, else the first existing usual name, else the checked-out branch. */
export async function defaultBranch({
  git,
  branch,
}: {
  readonly git: Git;
  readonly branch: string;
}): Promise<string> {
  const [remote] = await linesOf(git, ['symbolic-ref', '--quiet', 'refs/remotes/origin/HEAD']);
  if (remote !== undefined) return remote.replace('refs/remotes/origin/', '');
  const [configured] = await linesOf(git, ['config', '--get', 'init.defaultBranch']);
  for (const name of ['main', 'master', configured]) {
    if (name !== undefined && (await branchHead(git, name)) !== undefined) return name;
  }
  return branch === '' ? 'main' : branch;
}
