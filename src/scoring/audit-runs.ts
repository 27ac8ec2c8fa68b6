import type { AuditRun, AuditRunJob } from '../model/audit-evidence.ts';
import { currentAttempt, wordFor } from '../model/current-attempt.ts';
import type { Job, Progress, WorkflowRun } from '../model/run.ts';

/** Runs with the jobs and steps of their newest attempt, by workflow path and id. */
export function auditRuns(runs: readonly WorkflowRun[]): readonly AuditRun[] {
  return [...runs].sort(inOrder).map((run) => {
    const attempt = currentAttempt(run);
    return {
      id: run.id,
      workflow: run.workflow,
      path: run.path,
      event: run.event,
      attempt: attempt.number,
      attempts: run.attempts.length,
      conclusion: wordFor(attempt.progress),
      head_sha: run.headSha,
      relation: run.relation,
      trusted: run.trusted,
      url: run.url,
      jobs: attempt.jobs.map(auditJob),
    };
  });
}

function auditJob(job: Job): AuditRunJob {
  return {
    name: job.name,
    url: job.url,
    conclusion: wordFor(job.progress),
    seconds: secondsOf(job),
    steps: job.steps.map((step) => ({
      number: step.number,
      name: step.name,
      conclusion: wordFor(step.progress),
      seconds: secondsOf(step),
    })),
  };
}

export interface Timed {
  readonly progress: Progress;
  readonly startedAt?: string;
  readonly completedAt?: string;
}

/** Whole seconds between start and end, as GitHub's times have no more; `null` when it never ran. */
export function secondsOf({ progress, startedAt, completedAt }: Timed): number | null {
  const idle = progress.state === 'ended' && progress.conclusion === 'skipped';
  if (idle || startedAt === undefined || completedAt === undefined) return null;
  return Math.max(0, Math.round((Date.parse(completedAt) - Date.parse(startedAt)) / 1000));
}

function inOrder(a: WorkflowRun, b: WorkflowRun): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return a.id - b.id;
}
