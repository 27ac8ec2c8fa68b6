import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { memoize } from '../lib/memoize.ts';
import { askOnce, fieldsOfOutput, type Git, gitIn } from './git.ts';
import { commitId } from './git-refs.ts';

/** A local repository and a folder in it. It can be without a commit. */
export interface Repository {
  readonly git: Git;
  /** Top of the work tree, or the folder of a bare repository. */
  readonly root: string;
  /** The folder below `root`, with a slash at its end; empty at the top. */
  readonly prefix: string;
  /** A bare repository has no report files and no uncommitted changes. */
  readonly bare: boolean;
  /** Whether the clone is shallow. */
  readonly shallow: boolean;
  /** Checked-out branch; empty when HEAD is detached. */
  readonly branch: string;
}

/** A repository with a checked-out commit. */
export interface Checkout extends Repository {
  /** Full id of that commit. */
  readonly head: string;
}

/** One line that says what to do. */
interface None {
  readonly state: 'none';
  readonly why: string;
}

export type OpenedRepository = { readonly state: 'open'; readonly repository: Repository } | None;

export type OpenedCheckout = { readonly state: 'open'; readonly checkout: Checkout } | None;

/** Opens the repository of a folder. Never throws for the state of the repository. */
export async function openRepository(folder: string): Promise<OpenedRepository> {
  const path = resolve(folder);
  const stats = await stat(path).catch(() => undefined);
  if (stats === undefined) return none(`${folder} does not exist`);
  if (!stats.isDirectory()) return none(`${folder} is a file; name the folder of a checkout`);
  const git = askOnce(gitIn(path));
  const answer = await git([
    'rev-parse',
    '--is-inside-work-tree',
    '--is-shallow-repository',
    '--is-bare-repository',
    '--show-cdup',
    '--show-prefix',
  ]);
  if (!answer.ok) return none(whyNoRepository(folder, answer.message));
  const [inside, shallow, isBare, up = '', prefix = ''] = answer.bytes.toString('utf8').split('\n');
  const bare = inside !== 'true';
  if (bare && isBare !== 'true') {
    return none(`${folder} is git's own folder; name the checkout that it belongs to`);
  }
  const place = bare ? { root: path, prefix: '' } : { root: resolve(path, up), prefix };
  const branch = await branchOf(git);
  return {
    state: 'open',
    repository: { git, ...place, bare, shallow: shallow === 'true', branch },
  };
}

/** Opens the repository at the checked-out commit. */
export async function openCheckout(folder: string): Promise<OpenedCheckout> {
  const opened = await openRepository(folder);
  if (opened.state === 'none') return opened;
  const head = await commitId(opened.repository.git, 'HEAD');
  return head === undefined
    ? none(await whyNoCommit(folder, opened.repository))
    : { state: 'open', checkout: { ...opened.repository, head } };
}

async function whyNoCommit(folder: string, { git, branch }: Repository): Promise<string> {
  const any = await git(['for-each-ref', '--count=1', '--format=%(refname:short)']);
  const other = any.ok ? any.bytes.toString('utf8').trim() : '';
  return other === ''
    ? `${folder} has no commit yet; an audit judges a commit, so make one first`
    : `the branch ${branch} of ${folder} has no commit yet; check out another one, such as ${other}`;
}

function none(why: string): None {
  return { state: 'none', why };
}

function whyNoRepository(folder: string, message: string): string {
  if (/not a git repository/i.test(message)) {
    return `${folder} is not inside a git repository; go to a checkout, or name one with --repo DIR`;
  }
  const owned = /dubious ownership in repository at '(.+)'/.exec(message)?.[1];
  return owned === undefined
    ? `the repository in ${folder} could not be opened: ${message}`
    : `git does not trust ${owned}, which belongs to another user; allow it with: git config --global --add safe.directory ${owned}`;
}

async function branchOf(git: Git): Promise<string> {
  const answer = await git(['symbolic-ref', '--quiet', '--short', 'HEAD']);
  return answer.ok ? answer.bytes.toString('utf8').trim() : '';
}

/** Paths that differ from the checked-out commit, in git's order. */
export interface WorkTree {
  readonly changed: readonly string[];
  /** Neither committed nor ignored; a folder without tracked files ends in a slash. */
  readonly untracked: readonly string[];
  readonly ignored: readonly string[];
}

/** Returns the uncommitted paths, or a message when git refuses. A bare repository has none. */
export const readWorkTree = memoize(async ({ git, bare }: Checkout): Promise<WorkTree | string> => {
  if (bare) return { changed: [], untracked: [], ignored: [] };
  const args = ['status', '--porcelain=v1', '-z', '--no-renames', '--ignore-submodules=dirty'];
  const answer = await git([...args, '--untracked-files=normal', '--ignored']);
  if (!answer.ok) return answer.message;
  const entries = fieldsOfOutput(answer.bytes);
  const having = (is: (state: string) => boolean) =>
    entries.filter((entry) => is(entry.slice(0, 2))).map((entry) => entry.slice(3));
  return {
    changed: having((state) => state !== '??' && state !== '!!'),
    untracked: having((state) => state === '??'),
    ignored: having((state) => state === '!!'),
  };
});
