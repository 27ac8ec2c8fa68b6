import type { Commit } from '../../model/forge.ts';
import { type ApiError, apiErrorText } from '../../model/result.ts';
import type { Occasion, PullRequest } from '../../model/target.ts';
import type { CachedReads } from '../base/cache.ts';

/** What the event is about, before the config and the milestone are known. */
export interface Trigger {
  readonly state: 'trigger';
  readonly occasion: Occasion;
  /** The commit the event names. The newest commits below it may be commits of the audit itself. */
  readonly head: Commit;
  readonly branch: string;
  readonly pull?: PullRequest;
  /** Other pull requests of the same head, by number. The status of their commit is shared. */
  readonly siblings: readonly PullRequest[];
  /** False for forks and Dependabot. */
  readonly trusted: boolean;
  readonly defaultBranch: string;
  /** The base branch of the pull request, else the default branch, and its newest commit. */
  readonly policy: { readonly branch: string; readonly sha: string };
  /** Base commit that the event itself names (a merge group's). */
  readonly base?: string;
  /** Title of the GitHub milestone the event is about. */
  readonly milestoneTitle?: string;
  readonly notices: readonly string[];
  readonly reads: CachedReads;
}

/** The event is about nothing that can be audited: a deleted branch. */
export interface Skipped {
  readonly state: 'skipped';
  readonly why: string;
}

/** What stops an audit; `sha` when the commit is known, so that it can get its `error` status. */
export interface Stopped {
  readonly state: 'stopped';
  readonly sha?: string;
  readonly message: string;
}

/**
 * Returns the end of an audit because of a question without an answer. What to audit, and by which
 * config, is never guessed: "not answered" is not "does not exist".
 */
export function unanswered(sha: string | undefined, what: string, error: ApiError): Stopped {
  const message = `${what}: ${apiErrorText(error)}`;
  return { state: 'stopped', ...(sha === undefined ? {} : { sha }), message };
}

/**
 * Returns the commit from which a pull request's own commits are counted. After the merge, the base
 * branch contains the head itself, and the merge base of the two would be the head.
 */
export function rangeStart({ pull, policy }: Pick<Trigger, 'pull' | 'policy'>): string {
  return pull === undefined || pull.state === 'open' ? policy.sha : pull.baseSha;
}

/** Starts the requests that every audit of a commit makes. Where an answer is needed, its error is handled. */
export function requestCommit(reads: CachedReads, sha: string): void {
  void reads.commit(sha);
  void reads.runs(sha);
  void reads.tree(sha);
}

/** The commit an event names, and what the event alone says about it. */
export interface EventCommit {
  readonly state: 'commit';
  readonly sha: string;
  readonly branch: string;
  readonly occasion: Occasion;
  readonly pull?: PullRequest;
  /** Other pull requests of the same head; requested when absent. */
  readonly siblings?: readonly PullRequest[];
  /** The commit comes from another repository. */
  readonly foreign: boolean;
  /** Branch whose head is the policy ref; the default branch when absent. */
  readonly policyBranch?: string;
  readonly base?: string;
  readonly milestoneTitle?: string;
  readonly notices: readonly string[];
}

export function pullCommit(pull: PullRequest): EventCommit {
  return {
    state: 'commit',
    sha: pull.headSha,
    branch: pull.headRef,
    occasion: { kind: 'pull-request' },
    pull,
    foreign: pull.fork,
    policyBranch: pull.baseRef,
    notices: [],
  };
}

/** A commit of the merge queue, with what the event says about it. */
interface MergeGroup {
  readonly sha: string;
  /** `gh-readonly-queue/<base>/pr-<number>-<sha>`, as GitHub names the branches of the queue. */
  readonly branch: string;
  readonly base?: string;
  readonly baseRef?: string;
}

const QUEUE = /^gh-readonly-queue\/(.+)\/pr-(\d+)-[0-9a-f]+$/;

/** Returns the commit that a merge would make, and the pull request it is for. */
export async function mergeGroupCommit(
  { sha, branch, base, baseRef }: MergeGroup,
  reads: CachedReads,
): Promise<EventCommit | Stopped> {
  const [, into, number] = QUEUE.exec(branch) ?? [];
  const pull = number === undefined ? undefined : await reads.pull(Number(number));
  if (pull?.ok === false) {
    return unanswered(sha, `pull request #${number} of ${branch} could not be read`, pull.error);
  }
  const policyBranch = baseRef ?? into;
  return {
    state: 'commit',
    sha,
    branch,
    occasion: { kind: 'merge-group' },
    foreign: pull?.value.fork === true,
    ...(pull === undefined ? {} : { pull: pull.value }),
    ...(base === undefined ? {} : { base }),
    ...(policyBranch === undefined ? {} : { policyBranch }),
    notices: pull === undefined ? [`the merge group ${branch} names no pull request`] : [],
  };
}
