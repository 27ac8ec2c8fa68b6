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
 * Returns the outcome of an attempt; one whose jobs were all skipped ran nothing. The audit's own run
 * cannot have ended: its outcome is that of its other jobs and of the finished steps before the audit.
 */
export function attemptOutcome(attempt: Attempt): Outcome {
  const outcomes = attempt.jobs.map((job) => jobOutcome(job));
  if (attempt.jobs.every((job) => !job.own)) {
    const stated = outcomeOf(attempt.progress);
    const ranNothing = outcomes.length > 0 && outcomes.every((outcome) => outcome === 'idle');
    return stated === 'passed' && ranNothing ? 'idle' : stated;
  }
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

/**
 * Returns whether two listed jobs are one execution. A re-run lists the jobs that it keeps in the new
 * attempt too, with their first start and perhaps another id.
 */
export function isSameExecution(a: Job, b: Job): boolean {
  if (a.id === b.id) return true;
  return (
    a.name === b.name &&
    a.startedAt !== undefined &&
    a.startedAt === b.startedAt &&
    a.completedAt === b.completedAt &&
    progressText(a.progress) === progressText(b.progress)
  );
}

/** Returns the jobs that an attempt ran itself, without those that it kept from earlier attempts. */
export function jobsRunBy(run: WorkflowRun, attempt: Attempt): readonly Job[] {
  const earlier = run.attempts.filter(({ number }) => number < attempt.number);
  return attempt.jobs.filter(
    (job) => !earlier.some(({ jobs }) => jobs.some((one) => isSameExecution(one, job))),
  );
}

/** Returns the number of the attempt that ran a job, which later ones may have kept. */
export function attemptThatRan(run: WorkflowRun, job: Job): number {
  const first = run.attempts.find(({ jobs }) => jobs.some((one) => isSameExecution(one, job)));
  return (first ?? currentAttempt(run)).number;
}
