import type { Commit } from '../model/forge.ts';
import type { Repository } from './checkout.ts';
import { fieldsOfOutput, type Git } from './git.ts';

/** What `git log` is asked to print of a commit; a message cannot hold the NUL that ends each field. */
const FORMAT = '--format=%H%x00%T%x00%P%x00%ct%x00%B';
const FIELDS = 5;

/** Commits that a revision or range names, newest first unless `extra` says otherwise; a message when git refuses. */
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
    // As the forge prints it: in UTC and without fractions.
    committedAt: new Date(Number(seconds) * 1000).toISOString().replace('.000Z', 'Z'),
  };
}

/** The full id of the commit a revision names; `undefined` when it names none here. */
export async function commitId(git: Git, revision: string): Promise<string | undefined> {
  const ask = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`];
  const answer = await git(ask);
  const id = answer.ok ? answer.bytes.toString('utf8').trim() : '';
  return /^[0-9a-f]{40,64}$/.test(id) ? id : undefined;
}

/** The newest commit two have in common; `undefined` where the history here does not reach one. */
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
