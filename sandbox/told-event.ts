import type { Standing } from './audit-run.ts';
import type { Json } from './views/view.ts';
import type { Pull, World } from './world.ts';

export type EventName =
  | 'pull_request'
  | 'workflow_run'
  | 'push'
  | 'workflow_dispatch'
  | 'merge_group'
  | 'schedule'
  | 'milestone'
  | 'issue_comment';

export interface EventOptions {
  /** Number of the pull request; the first one when left out. */
  readonly pull?: number;
  /** The webhook's action for `pull_request`: `synchronize` unless said otherwise. */
  readonly action?: string;
  /** Id of the run whose completion `workflow_run` tells of; the newest finished one when left out. */
  readonly run?: number;
  /** Branch of `push` and `workflow_dispatch`; the default branch when left out. */
  readonly branch?: string;
  readonly inputs?: Record<string, string>;
  /** Number of the milestone that `milestone` closes; the first one when left out. */
  readonly milestone?: number;
  /** What is said under the pull request, by whom, for `issue_comment`. */
  readonly comment?: {
    readonly body: string;
    readonly author: string;
    readonly association: string;
  };
}

/** What an event tells the runner, and where the audit's own run then stands. */
export interface Told {
  readonly standing: Standing;
  readonly payload: Json;
  /** GITHUB_SHA and GITHUB_REF, which are not where the audited commit is to be taken from. */
  readonly sha: string;
  readonly ref: string;
  readonly headRef?: string;
  readonly baseRef?: string;
}

export function pullOf(world: World, number: number | undefined): Pull {
  const found = world.pulls.find((pull) => number === undefined || pull.number === number);
  if (!found) throw new Error(`the story has no pull request ${number ?? ''}`);
  return found;
}

export const tip = (world: World, branch: string): string => {
  const sha = world.repo.refs.get(`refs/heads/${branch}`);
  if (sha === undefined) throw new Error(`the story has no branch ${branch}`);
  return sha;
};

export const subject = (world: World, sha: string): string =>
  world.repo.store.mustCommit(sha).message.split('\n')[0] ?? '';

/** The run itself stands on the default branch, whatever the finished run stood on. */
export function onBranch(world: World, event: string, branch: string): Omit<Told, 'payload'> {
  const sha = tip(world, branch);
  return {
    sha,
    ref: `refs/heads/${branch}`,
    standing: {
      event,
      headRepo: world.repo,
      headBranch: branch,
      headSha: sha,
      pull: null,
      title: subject(world, sha),
    },
  };
}
