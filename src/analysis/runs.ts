import { memoize } from '../lib/memoize.ts';
import type { Source } from '../model/evidence.ts';
import type { Attempt, Job, Step, WorkflowRun } from '../model/run.ts';

/** Runs that count as evidence, and runs that newer ones replaced. */
export interface CountedRuns {
  readonly counted: readonly WorkflowRun[];
  readonly replaced: readonly WorkflowRun[];
}

/**
 * Returns the runs of the audited code, ordered by workflow and id. Of several runs of one workflow
 * for one event and commit the newest counts, because a reopened pull request starts CI again. Runs
 * for different events or commits all count. Runs of other code (`stale`) are left out.
 */
export function countedRuns(runs: readonly WorkflowRun[]): CountedRuns {
  return countedOf(runs);
}

const countedOf = memoize((runs: readonly WorkflowRun[]): CountedRuns => {
  const newest = new Map<string, WorkflowRun>();
  const own = runs.filter(({ relation }) => relation !== 'stale');
  for (const run of own) {
    const known = newest.get(keyOf(run));
    if (known === undefined || isNewer(run, known)) newest.set(keyOf(run), run);
  }
  const sorted = [...own].sort(inOrder);
  return {
    counted: sorted.filter((run) => newest.get(keyOf(run)) === run),
    replaced: sorted.filter((run) => newest.get(keyOf(run)) !== run),
  };
});

function keyOf(run: WorkflowRun): string {
  return JSON.stringify([run.path, run.event, run.headSha]);
}

function isNewer(run: WorkflowRun, other: WorkflowRun): boolean {
  return run.runNumber === other.runNumber ? run.id > other.id : run.runNumber > other.runNumber;
}

function inOrder(a: WorkflowRun, b: WorkflowRun): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return a.id - b.id;
}

/**
 * Returns the source for a run, or for one job or step of it. The URL is the closest page that
 * GitHub has: that of the job, else that of the attempt.
 */
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
