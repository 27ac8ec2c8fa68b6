import type { Source } from '../model/evidence.ts';
import type { Attempt, Job, Step, WorkflowRun } from '../model/run.ts';

/** Where a reader sees a run, or one job or step of it. The URL is the nearest page GitHub has: the job's, else the attempt's. */
export function runSource(run: WorkflowRun, attempt: Attempt, job?: Job, step?: Step): Source {
  const base = { runId: run.id, attempt: attempt.number };
  if (job === undefined) {
    return { what: `run ${run.workflow}`, url: attempt.url || run.url, ...base };
  }
  const within = { ...base, job: job.name, url: job.url || attempt.url || run.url };
  return step === undefined
    ? { what: `job ${job.name}`, ...within }
    : { what: `step ${step.name}`, ...within, step: step.name };
}
