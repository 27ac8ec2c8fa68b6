import type { Attempt, Conclusion, Job, Progress, WorkflowRun } from './run.ts';

/** Outcome of a run, job, or step. `idle` ran nothing (skipped, neutral). */
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

/** Returns GitHub's conclusion, or the status of what has not ended. */
export function progressText(progress: Progress): string {
  return progress.state === 'ended' ? progress.conclusion : progress.status;
}

/** Returns the newest attempt, which is the one that counts. */
export function currentAttempt(run: WorkflowRun): Attempt {
  return run.attempts.at(-1) ?? run.attempts[0];
}

/**
 * Returns the outcome of an attempt. The audit's own run cannot have ended: its outcome is that of
 * its other jobs and of the finished steps before the audit.
 */
export function attemptOutcome(attempt: Attempt): Outcome {
  if (attempt.jobs.every((job) => !job.own)) return outcomeOf(attempt.progress);
  const outcomes = attempt.jobs.map((job) => jobOutcome(job));
  if (outcomes.includes('failed')) return 'failed';
  if (outcomes.includes('unfinished')) return 'unfinished';
  return outcomes.includes('passed') ? 'passed' : 'idle';
}

/** Returns the outcome of a job; of the audit's own job only finished steps count. */
export function jobOutcome(job: Job): Outcome {
  if (!job.own) return outcomeOf(job.progress);
  const outcomes = job.steps
    .filter(({ progress }) => progress.state === 'ended')
    .map(({ progress }) => outcomeOf(progress));
  return outcomes.includes('failed') ? 'failed' : outcomes.includes('passed') ? 'passed' : 'idle';
}
