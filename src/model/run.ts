/** GitHub's own words; a value this list does not know is kept as `unknown` and counts as not passed. */
export type Conclusion =
  | 'success'
  | 'failure'
  | 'neutral'
  | 'cancelled'
  | 'skipped'
  | 'timed_out'
  | 'action_required'
  | 'stale'
  | 'startup_failure'
  | 'unknown';

/** Whether a run, job or step has ended; `ended` is GitHub's `completed`, anything else is still going. */
export type Progress =
  | { readonly state: 'ended'; readonly conclusion: Conclusion }
  | { readonly state: 'unfinished'; readonly status: string };

export interface Step {
  /** 1-based, as GitHub numbers the steps of a job. */
  readonly number: number;
  readonly name: string;
  readonly progress: Progress;
  /** ISO 8601 in UTC; absent when the step never started. */
  readonly startedAt?: string;
  readonly completedAt?: string;
}

export interface Job {
  readonly id: number;
  readonly name: string;
  readonly url: string;
  readonly progress: Progress;
  readonly startedAt?: string;
  readonly completedAt?: string;
  readonly steps: readonly Step[];
  /** The audit's own job: only the finished steps before the audit's step are evidence. */
  readonly own: boolean;
}

export interface Attempt {
  /** 1-based. */
  readonly number: number;
  readonly progress: Progress;
  readonly startedAt?: string;
  readonly url: string;
  readonly jobs: readonly Job[];
}

/**
 * How a run relates to the audited commit. `same-tree` runs stand on another commit whose tree is
 * identical (a squash merge); `stale` ones stand on other code, are shown, and prove nothing.
 */
export type RunRelation = 'audited' | 'same-tree' | 'stale';

/** A workflow run with all its attempts, oldest first; the last one counts, earlier ones are history. */
export interface WorkflowRun {
  readonly id: number;
  readonly workflow: string;
  /** Path of the workflow file, `.github/workflows/tests.yml`. */
  readonly path: string;
  readonly event: string;
  readonly headSha: string;
  readonly headBranch: string;
  readonly runNumber: number;
  readonly url: string;
  readonly createdAt: string;
  readonly relation: RunRelation;
  /** False for a run of a fork: shown, marked, and never a baseline. */
  readonly trusted: boolean;
  /** At least one. */
  readonly attempts: readonly [Attempt, ...Attempt[]];
}
