import type { CachedReads } from '../cache.ts';
import type { Pointed } from './pointed.ts';

/** A commit of the merge queue, as far as the event tells. */
export interface GroupFacts {
  readonly sha: string;
  /** `gh-readonly-queue/<base>/pr-<number>-<sha>`, as GitHub names the queue's branches. */
  readonly branch: string;
  readonly base?: string;
  readonly baseRef?: string;
}

const QUEUE = /^gh-readonly-queue\/(.+)\/pr-(\d+)-[0-9a-f]+$/;

/** The commit that a merge would make, and the pull request it is for. */
export async function pointAtGroup(
  { sha, branch, base, baseRef }: GroupFacts,
  reads: CachedReads,
): Promise<Pointed> {
  const [, into, number] = QUEUE.exec(branch) ?? [];
  const pull = number === undefined ? undefined : await reads.pull(Number(number));
  const policyBranch = baseRef ?? into;
  return {
    state: 'pointed',
    sha,
    branch,
    occasion: { kind: 'merge-group' },
    foreign: pull?.ok === true && pull.value.fork,
    ...(pull?.ok ? { pull: pull.value } : {}),
    ...(base === undefined ? {} : { base }),
    ...(policyBranch === undefined ? {} : { policyBranch }),
    notices: pull?.ok ? [] : [`no pull request could be read for the merge group ${branch}`],
  };
}
