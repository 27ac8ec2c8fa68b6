import type { Commit } from '../../model/forge.ts';
import type { Occasion, PullRequest } from '../../model/target.ts';
import type { CachedReads } from '../base/cache.ts';

/** A commit of the merge queue, as far as the event tells. */
interface GroupFacts {
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

/** What the event points at, before config and milestone are known. */
export interface Trigger {
  readonly state: 'place';
  readonly occasion: Occasion;
  /** The commit the event names; commits the audit generated may still lie on top. */
  readonly head: Commit;
  readonly branch: string;
  readonly pull?: PullRequest;
  /** False for forks and Dependabot. */
  readonly trusted: boolean;
  readonly defaultBranch: string;
  /** The base branch of the pull request, else the default branch, and its newest commit. */
  readonly policy: { readonly branch: string; readonly sha: string };
  /** Base commit the event itself names (a merge group's). */
  readonly base?: string;
  /** Title of the GitHub milestone the event is about. */
  readonly milestoneTitle?: string;
  readonly notices: readonly string[];
  readonly reads: CachedReads;
}

/** The event is about nothing that can be audited: a deleted branch. */
export interface Skipped {
  readonly state: 'nowhere';
  readonly why: string;
}

/** What stops an audit; `sha` when the commit is known, so that it can get its `error` status. */
export interface Stopped {
  readonly state: 'trouble';
  readonly sha?: string;
  readonly message: string;
}

/**
 * Where a pull request's own commits begin to be counted from. Once it is merged, the base branch
 * holds the head itself, and the merge base of the two would be the head.
 */
export function rangeStart({ pull, policy }: Pick<Trigger, 'pull' | 'policy'>): string {
  return pull === undefined || pull.state === 'open' ? policy.sha : pull.baseSha;
}

/** The commit an event names and what the event alone says about it. */
export interface Pointed {
  readonly state: 'pointed';
  readonly sha: string;
  readonly branch: string;
  readonly occasion: Occasion;
  readonly pull?: PullRequest;
  /** The commit comes from another repository. */
  readonly foreign: boolean;
  /** Branch whose head is the policy ref; the default branch when absent. */
  readonly policyBranch?: string;
  readonly base?: string;
  readonly milestoneTitle?: string;
  readonly notices: readonly string[];
}

/** A pull request's head. */
export function pointedPull(pull: PullRequest, notices: readonly string[] = []): Pointed {
  return {
    state: 'pointed',
    sha: pull.headSha,
    branch: pull.headRef,
    occasion: { kind: 'pull-request' },
    pull,
    foreign: pull.fork,
    policyBranch: pull.baseRef,
    notices,
  };
}
