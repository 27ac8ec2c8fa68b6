import type { Attempt, Job, Progress, WorkflowRun } from '../../model/run.ts';
import type { OwnJob } from './own-job.ts';

/**
 * A run of the audit's own workflow without the audit: of its own job only the finished steps before
 * the audit's stay, and the run's state is what is left of it (the run itself is unfinished as long
 * as the audit runs). A run in which nothing but the audit happens is no evidence: `undefined`.
 */
export function withoutOwnJob(run: WorkflowRun, own: OwnJob): WorkflowRun | undefined {
  const attempts = run.attempts.map((attempt) => trimmed(attempt, own));
  if (attempts.every((attempt) => attempt.jobs.length === 0)) return undefined;
  return { ...run, attempts: attempts as [Attempt, ...Attempt[]] };
}

function trimmed(attempt: Attempt, own: OwnJob): Attempt {
  if (!attempt.jobs.some((job) => job.own)) return attempt;
  const jobs = attempt.jobs.flatMap((job) => (job.own ? before(job, own) : [job]));
  return { ...attempt, jobs, progress: fold(jobs) };
}

/** The own job up to the audit, if anything but setting up happened there. */
function before(job: Job, own: OwnJob): readonly Job[] {
  const steps = job.steps.filter(
    (step) => step.number < own.fromStep && step.progress.state === 'ended',
  );
  return steps.some(({ name }) => !isSetUp(name)) ? [{ ...job, steps }] : [];
}

/** GitHub's own steps and unnamed `uses` steps, which it calls `Run owner/action@ref`. */
function isSetUp(name: string): boolean {
  return (
    /^(Set up job|Complete job|Initialize containers|Stop containers)$/.test(name) ||
    /^(Pre |Post )?(Run )?[\w.-]+\/[\w./-]+@\S+$/.test(name)
  );
}

function fold(jobs: readonly Job[]): Progress {
  const all = jobs.flatMap((job) =>
    job.own ? job.steps.map((step) => step.progress) : [job.progress],
  );
  const going = all.find((progress) => progress.state === 'unfinished');
  if (going !== undefined) return going;
  const passed = all.every(
    (progress) =>
      progress.state === 'ended' && ['success', 'skipped', 'neutral'].includes(progress.conclusion),
  );
  return { state: 'ended', conclusion: passed ? 'success' : 'failure' };
}
