import { worst } from './build-runs.ts';
import { latest } from './lookup.ts';
import type { Job, Run, World } from './world.ts';

function finishJob(job: Job, now: string): void {
  for (const step of job.steps) {
    if (step.status === 'completed') continue;
    const startedAt = step.startedAt ?? now;
    Object.assign(step, {
      status: 'completed',
      conclusion: 'success',
      startedAt,
      completedAt: now,
    });
  }
  const conclusion = worst(job.steps.map((step) => step.conclusion));
  Object.assign(job, { status: 'completed', conclusion, completedAt: now });
}

/** Lets a run that is still going come to its end: every step that had not ended ends well. */
export function finishRun(world: World, run: Run): void {
  const attempt = latest(run);
  if (attempt.status === 'completed') return;
  const now = world.clock.now();
  for (const job of attempt.jobs) if (job.status !== 'completed') finishJob(job, now);
  attempt.status = 'completed';
  attempt.conclusion = worst(attempt.jobs.map((job) => job.conclusion));
  attempt.updatedAt = now;
}
