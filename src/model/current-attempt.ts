import type { Attempt, Conclusion, Job, Progress, WorkflowRun } from './run.ts';

/** What an ended or unfinished run, job or step amounts to. `idle` ran nothing (skipped, neutral). */
export type Outcome = 'passed' | 'failed' | 'idle' | 'unfinished';

const OUTCOMES: Readonly<Record<Conclusion, Outcome>> = {
  success: 'passed',
  neutral: 'idle',
  skipped: 'idle',
  failure: 'failed',
  cancelled: 'failed',
  timed_out: 'failed',
  action_required: 'failed',
  stale: 'failed',
  startup_failure: 'failed',
  unknown: 'failed',
};

export function outcomeOf(progress: Progress): Outcome {
  return progress.state === 'ended' ? OUTCOMES[progress.conclusion] : 'unfinished';
}

/** GitHub's word for it: the conclusion, or the status of what has not ended. */
export function wordFor(progress: Progress): string {
  return progress.state === 'ended' ? progress.conclusion : progress.status;
}

/** The newest attempt is the one that counts. */
export function currentAttempt(run: WorkflowRun): Attempt {
  return run.attempts.at(-1) ?? run.attempts[0];
}

/**
 * The outcome of an attempt. The run the audit itself stands in cannot have ended; it is what its
 * other jobs and the finished steps before the audit amount to.
 */
export function attemptOutcome(attempt: Attempt): Outcome {
  if (attempt.jobs.every((job) => !job.own)) return outcomeOf(attempt.progress);
  const outcomes = attempt.jobs.map((job) => jobOutcome(job));
  if (outcomes.includes('failed')) return 'failed';
  if (outcomes.includes('unfinished')) return 'unfinished';
  return outcomes.includes('passed') ? 'passed' : 'idle';
}

/** The outcome of a job; of the audit's own job only the finished steps count. */
export function jobOutcome(job: Job): Outcome {
  if (!job.own) return outcomeOf(job.progress);
  const outcomes = job.steps
    .filter(({ progress }) => progress.state === 'ended')
    .map(({ progress }) => outcomeOf(progress));
  return outcomes.includes('failed') ? 'failed' : outcomes.includes('passed') ? 'passed' : 'idle';
}
