import type { Occasion, PullRequest } from '../../model/target.ts';

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
