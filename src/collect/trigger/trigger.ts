import type { Commit } from '../../model/forge.ts';
import type { Occasion, PullRequest } from '../../model/target.ts';
import type { CachedReads } from '../cache.ts';

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
