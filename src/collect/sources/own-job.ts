import type { ListedJob, ListedRun } from '../../model/forge.ts';
import type { Attempt, Job, Progress, WorkflowRun } from '../../model/run.ts';
import type { EventFacts } from '../../model/world.ts';

/** The job the audit runs in, as far as it could be told. */
export interface OwnJob {
  /** Display names of the job: of its own run, and of other runs of the same workflow. */
  readonly names: ReadonlySet<string>;
  /** Number of the step the audit is; steps from it on are the audit's. */
  readonly fromStep: number;
}

/**
 * Finds the audit's own job: the runner hands out the job's id (GITHUB_JOB) but the API knows only
 * display names and runners, so the unfinished job on this runner it is; else the one named like the
 * id; else the only unfinished one.
 */
export function findOwnJob(event: EventFacts, jobs: readonly ListedJob[]): OwnJob {
  const running = jobs.filter(
    (job) => job.attempt === event.runAttempt && job.progress.state === 'unfinished',
  );
  const onRunner = running.filter(
    (job) => event.runnerName !== '' && job.runnerName === event.runnerName,
  );
  const named = running.filter(({ name }) => namedAfter(name, event.job));
  const [own] = [onRunner, named, running].find((candidates) => candidates.length === 1) ?? [];
  const current = own?.steps.find((step) => step.progress.state === 'unfinished')?.number;
  return {
    names: new Set(own === undefined ? [event.job] : [own.name, event.job]),
    // Where the audit begins in a job nobody could find is unknown: no step of it proves anything.
    fromStep: own === undefined ? 0 : (current ?? Number.POSITIVE_INFINITY),
  };
}

/** `audit`, or a matrix leg of it: `audit (3.10)`. */
function namedAfter(name: string, id: string): boolean {
  return id !== '' && (name === id || name.startsWith(`${id} (`));
}

/** Whether a job of a run is the audit itself, in this run or in another run of the same workflow. */
export function isOwnJob(event: EventFacts, own: OwnJob, run: ListedRun, job: ListedJob): boolean {
  return event.runId !== 0 && isOwnWorkflow(event, run) && own.names.has(job.name);
}

export function isOwnWorkflow(event: EventFacts, run: ListedRun): boolean {
  return run.id === event.runId || (event.workflow !== '' && run.workflow === event.workflow);
}

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
