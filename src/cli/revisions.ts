import type { Checkout } from '../local/checkout.ts';
import { branchesAt, branchHead, commitId, defaultBranch, mergeBase } from '../local/git-refs.ts';
import { UsageError } from './arguments.ts';

/** The commits of a local audit. */
export interface Revisions {
  readonly head: string;
  /** `refs/heads/<branch>`, or a description when it is not a branch. */
  readonly ref: string;
  /** Absent when the head is compared with the commit of an earlier audit or with its first parent. */
  readonly base?: string;
  readonly notices: readonly string[];
}

/** Resolves `--base` and `--head`. Default: the checked-out commit and its merge base with the default branch. */
export async function revisionsOf(
  checkout: Checkout,
  base: string | undefined,
  head: string | undefined,
): Promise<Revisions> {
  const commit = head === undefined ? checkout.head : await commitNamed(checkout, head, '--head');
  const [ref, compared] = await Promise.all([
    refOf(checkout, commit, head),
    base === undefined ? leftDefaultBranch(checkout, commit) : namedBase(checkout, base, commit),
  ]);
  return { head: commit, ref, ...compared };
}

async function commitNamed(
  { git, shallow }: Checkout,
  revision: string,
  option: string,
): Promise<string> {
  const id = await commitId(git, revision);
  if (id !== undefined) return id;
  const hint = shallow ? '; the clone is shallow: fetch the rest with git fetch --unshallow' : '';
  throw new UsageError(`${option} ${revision} is not a commit of this repository${hint}`);
}

/** Returns the branch; for a detached HEAD the only branch that points at it, if there is one. */
async function refOf(
  { git, branch }: Checkout,
  commit: string,
  named: string | undefined,
): Promise<string> {
  if (named === undefined && branch !== '') return `refs/heads/${branch}`;
  const branches = await branchesAt(git, commit);
  const [only, ...more] = branches;
  if (named !== undefined && branches.includes(named)) return `refs/heads/${named}`;
  if (only !== undefined && more.length === 0) return `refs/heads/${only}`;
  return named === undefined || /^HEAD\b/.test(named) ? 'detached HEAD' : named;
}

type Compared = Pick<Revisions, 'base' | 'notices'>;

async function namedBase(checkout: Checkout, base: string, head: string): Promise<Compared> {
  const id = await commitNamed(checkout, base, '--base');
  const common = await mergeBase(checkout.git, id, head);
  if (common === undefined) {
    const notice = `${base} and the audited commit have no common history here, so they are compared directly`;
    return { base: id, notices: [notice] };
  }
  if (common !== head) return { base: common, notices: [] };
  return { notices: [`${base} already contains the audited commit, so another base is used`] };
}

/** A clone of one commit, as CI makes them, contains no base. */
async function cutOff({ git, shallow }: Checkout, head: string): Promise<readonly string[]> {
  if (!shallow || (await commitId(git, `${head}^`)) !== undefined) return [];
  return [
    'the clone is shallow and ends at the audited commit, so its changes are not known; fetch the rest with git fetch --unshallow',
  ];
}

async function leftDefaultBranch(checkout: Checkout, head: string): Promise<Compared> {
  const branch = await defaultBranch(checkout);
  const tip = await branchHead(checkout.git, branch);
  if (tip === undefined || tip === head) return { notices: await cutOff(checkout, head) };
  const common = await mergeBase(checkout.git, tip, head);
  if (common !== undefined)
    return common === head ? { notices: [] } : { base: common, notices: [] };
  const how = checkout.shallow
    ? 'the clone is shallow; fetch the rest with git fetch --unshallow'
    : 'name another base with --base';
  return { notices: [`where this branch left ${branch} is not known: ${how}`] };
}
