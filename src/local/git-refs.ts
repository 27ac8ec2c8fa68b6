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

const FULL_ID = /^[0-9a-f]{40,64}$/;

/** Returns the full id of a revision; a full id is returned as it is, whether or not it exists here. */
export async function fullId(git: Git, revision: string): Promise<string | undefined> {
  return FULL_ID.test(revision) ? revision : commitId(git, revision);
}

/** Returns the full commit id of a revision; `undefined` when it does not exist here. */
export async function commitId(git: Git, revision: string): Promise<string | undefined> {
  const ask = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`];
  const answer = await git(ask);
  const id = answer.ok ? answer.bytes.toString('utf8').trim() : '';
  return FULL_ID.test(id) ? id : undefined;
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

interface Branch {
  /** Full name, such as `refs/remotes/origin/main`. */
  readonly ref: string;
  readonly commit: string;
  /** Full name of the branch that this one stands for, as `origin/HEAD` does; else empty. */
  readonly target: string;
}

/** Returns local and remote branches. One request answers all questions about them. */
async function listBranches(git: Git): Promise<readonly Branch[]> {
  const format = '--format=%(refname) %(objectname) %(symref)';
  const lines = await linesOf(git, ['for-each-ref', format, 'refs/heads', 'refs/remotes']);
  return lines.map((line) => {
    const [ref = '', commit = '', target = ''] = line.split(' ');
    return { ref, commit, target };
  });
}

/** Returns the names of branches without those of remotes: local ones, and remote ones. */
function namesOf(branches: readonly Branch[]): {
  readonly local: readonly string[];
  readonly remote: readonly string[];
} {
  const named = (prefix: RegExp): readonly string[] =>
    branches.filter(({ ref }) => prefix.test(ref)).map(({ ref }) => ref.replace(prefix, ''));
  return {
    local: named(/^refs\/heads\//),
    remote: named(/^refs\/remotes\/[^/]+\//).filter((name) => name !== 'HEAD'),
  };
}

/** Returns the names of local and remote branches, without the names of remotes. */
export async function branchNames(git: Git): Promise<readonly string[]> {
  const { local, remote } = namesOf(await listBranches(git));
  return [...new Set([...local, ...remote])];
}

/** Returns the branches that point at a commit: local ones, else remote ones without the remote's name. */
export async function branchesAt(git: Git, commit: string): Promise<readonly string[]> {
  const there = (await listBranches(git)).filter((branch) => branch.commit === commit);
  const { local, remote } = namesOf(there);
  return local.length > 0 ? local : [...new Set(remote)];
}

/** Returns whether a remote branch contains the commit, by the last fetch. */
export async function isPublished(git: Git, commit: string): Promise<boolean> {
  const remote = (await listBranches(git)).filter(({ ref }) => ref.startsWith('refs/remotes/'));
  if (remote.length === 0) return false;
  if (remote.some((branch) => branch.commit === commit)) return true;
  const args = ['for-each-ref', '--count=1', `--contains=${commit}`, '--format=%(refname)'];
  return (await linesOf(git, [...args, 'refs/remotes'])).length > 0;
}

/** Returns the address of the remote `origin`, or of the only remote. */
export async function originUrl(git: Git): Promise<string | undefined> {
  const remotes = (await linesOf(git, ['remote', '--verbose'])).flatMap((line) => {
    const [name = '', address = ''] = line.split('\t');
    const end = address.lastIndexOf(' (fetch)');
    return end === -1 ? [] : [{ name, url: address.slice(0, end) }];
  });
  const [only, ...more] = remotes;
  const origin = remotes.find(({ name }) => name === 'origin');
  return (origin ?? (more.length === 0 ? only : undefined))?.url;
}

function headOf(branches: readonly Branch[], name: string): string | undefined {
  const places = [`refs/remotes/origin/${name}`, `refs/heads/${name}`];
  return places
    .map((place) => branches.find(({ ref }) => ref === place)?.commit)
    .find((commit) => commit !== undefined);
}

/** Returns the head of a branch: of the remote branch, which others see too, else of the local one. */
export async function branchHead(git: Git, branch: string): Promise<string | undefined> {
  return headOf(await listBranches(git), branch);
}

/** Returns the default branch of the remote, else the first existing usual name, else the checked-out branch. */
export async function defaultBranch({
  git,
  branch,
}: {
  readonly git: Git;
  readonly branch: string;
}): Promise<string> {
  const branches = await listBranches(git);
  const remote = branches.find(({ ref }) => ref === 'refs/remotes/origin/HEAD')?.target ?? '';
  if (remote !== '') return remote.replace('refs/remotes/origin/', '');
  const exists = (name: string): boolean => headOf(branches, name) !== undefined;
  const usual = ['main', 'master'].find(exists);
  if (usual !== undefined) return usual;
  const [configured] = await linesOf(git, ['config', '--get', 'init.defaultBranch']);
  if (configured !== undefined && exists(configured)) return configured;
  return branch === '' ? 'main' : branch;
}
