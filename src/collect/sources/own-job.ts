import type { ListedJob, ListedRun } from '../../model/forge.ts';
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
