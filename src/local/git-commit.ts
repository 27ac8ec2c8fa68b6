import type { Commit } from '../model/forge.ts';
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
