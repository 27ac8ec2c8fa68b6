import type { ListedJob, ListedRun } from '../../model/forge.ts';
import type { Attempt, Job, Progress, WorkflowRun } from '../../model/run.ts';
import type { EventFacts } from '../../model/world.ts';

/** The job the audit runs in, as far as it could be determined. */
export interface OwnJob {
  /** Display names of the job: of its own run, and of other runs of the same workflow. */
  readonly names: ReadonlySet<string>;
  /** Number of the audit's step; later steps are not evidence either. */
  readonly fromStep: number;
}

/**
 * Finds the audit's own job. The runner provides the job's id (GITHUB_JOB), but the API knows only
 * display names and runners. So it is the unfinished job on this runner, else the one named like the
 * id, else the only unfinished one.
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
    // In a job that was not found, the audit's step is unknown: no step of it proves anything.
    fromStep: own === undefined ? 0 : (current ?? Number.POSITIVE_INFINITY),
  };
}

/** Returns whether a name is `audit`, or a matrix job of it: `audit (3.10)`. */
function namedAfter(name: string, id: string): boolean {
  return id !== '' && (name === id || name.startsWith(`${id} (`));
}

/** Returns whether a job is the audit itself, in this run or in another run of the same workflow. */
export function isOwnJob(event: EventFacts, own: OwnJob, run: ListedRun, job: ListedJob): boolean {
  return event.runId !== 0 && isOwnWorkflow(event, run) && own.names.has(job.name);
}

export function isOwnWorkflow(
  event: EventFacts,
  run: Pick<ListedRun, 'id' | 'workflow' | 'path'>,
): boolean {
  return run.id === event.runId || isOwnFile(event, run);
}

/**
 * Returns whether a workflow is the audit's own: by its path, because a pull request can give any
 * workflow the audit's name. Servers that do not state the path leave the name.
 */
export function isOwnFile(
  { workflow, workflowPath }: EventFacts,
  file: Pick<ListedRun, 'workflow' | 'path'>,
): boolean {
  if (workflowPath !== undefined) return file.path === workflowPath;
  return workflow !== '' && (file.workflow === workflow || file.path === workflow);
}

/**
 * Returns a run of the audit's own workflow without the audit. Of the audit's job only the finished
 * steps before the audit remain. The run's progress is that of what remains, because the run itself is
 * unfinished while the audit runs. Returns `undefined` when nothing remains.
 */
export function withoutOwnJob(run: WorkflowRun, own: OwnJob): WorkflowRun | undefined {
  const attempts = run.attempts.map((attempt) => trimmed(attempt, own));
  if (attempts.every((attempt) => attempt.jobs.length === 0)) return undefined;
  return { ...run, attempts: attempts as [Attempt, ...Attempt[]] };
}

function trimmed(attempt: Attempt, own: OwnJob): Attempt {
  if (!attempt.jobs.some((job) => job.own)) return attempt;
  const jobs = attempt.jobs.flatMap((job) => (job.own ? before(job, own) : [job]));
  return { ...attempt, jobs, progress: progressOf(jobs) };
}

/** Returns the own job up to the audit, if it did more than set up. */
function before(job: Job, own: OwnJob): readonly Job[] {
  const steps = job.steps.filter(
    (step) => step.number < own.fromStep && step.progress.state === 'ended',
  );
  return steps.some(({ name }) => !isSetUp(name)) ? [{ ...job, steps }] : [];
}

/** Returns whether a step is GitHub's own, or an unnamed `uses` step, named `Run owner/action@ref`. */
function isSetUp(name: string): boolean {
  return (
    /^(Set up job|Complete job|Initialize containers|Stop containers)$/.test(name) ||
    /^(Pre |Post )?(Run )?[\w.-]+\/[\w./-]+@\S+$/.test(name)
  );
}

function progressOf(jobs: readonly Job[]): Progress {
  const all = jobs.flatMap((job) =>
    job.own ? job.steps.map((step) => step.progress) : [job.progress],
  );
  const unfinished = all.find((progress) => progress.state === 'unfinished');
  if (unfinished !== undefined) return unfinished;
  const passed = all.every(
    (progress) =>
      progress.state === 'ended' && ['success', 'skipped', 'neutral'].includes(progress.conclusion),
  );
  return { state: 'ended', conclusion: passed ? 'success' : 'failure' };
}
