import { memoize } from '../lib/memoize.ts';
import {
  attemptOutcome,
  currentAttempt,
  jobOutcome,
  type Outcome,
  outcomeOf,
} from '../model/current-attempt.ts';
import type { Evidence, Source } from '../model/evidence.ts';
import type { TestJob } from '../model/reports.ts';
import type { RepositoryFiles } from '../model/repository.ts';
import type { Attempt, Job, Step, WorkflowRun } from '../model/run.ts';
import type { Open } from '../model/verdict.ts';
import { gatesOfStep, type StepGate } from '../workflow/gates/gates.ts';
import { ignoredFailures } from '../workflow/gates/ignored-failures.ts';
import { type SourceStep, sourceStepOf } from '../workflow/test-steps.ts';

/** Runs that count as evidence, and runs that newer ones replaced. */
interface CountedRuns {
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

/** Returns that a run is missing when none of the audited code ran a job: runs of other code prove nothing. */
export function missingRun(runs: readonly WorkflowRun[]): readonly Open[] {
  const { counted } = countedRuns(runs);
  if (counted.some((run) => attemptOutcome(currentAttempt(run)) !== 'idle')) return [];
  const other = runs.length === 0 ? 'there is no run' : 'every run is of other code';
  const why = counted.length > 0 ? 'no run of it ran a job' : other;
  return [{ kind: 'runs', what: 'run of the audited code', why }];
}

/** Returns why steps of a run's newest attempt may be missing; empty when all are listed and ended. */
export function missingSteps(run: WorkflowRun): readonly Open[] {
  const attempt = currentAttempt(run);
  const name = `${run.workflow} run ${run.id}`;
  const source = runSource(run, attempt);
  if (attemptOutcome(attempt) === 'unfinished') {
    return [{ kind: 'runs', what: name, why: 'it has not ended', source, wait: true }];
  }
  const why = 'they were not listed';
  if (listsNoJob(attempt)) return [{ kind: 'runs', what: `jobs of ${name}`, why, source }];
  return attempt.jobs
    .filter((job) => !job.own && job.steps.length === 0 && jobOutcome(job) === 'passed')
    .map((job) => ({
      kind: 'runs',
      what: `steps of job ${job.name}`,
      why,
      source: runSource(run, attempt, job),
    }));
}

/** Returns whether the jobs of an attempt are missing; one that was skipped or cancelled may have none. */
export function listsNoJob({ progress, jobs }: Attempt): boolean {
  const ran = ['success', 'failure', 'timed_out'];
  return jobs.length === 0 && progress.state === 'ended' && ran.includes(progress.conclusion);
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

/** A step of a counted run, with its lines in the workflow file. */
export interface RanStep {
  readonly run: WorkflowRun;
  readonly attempt: Attempt;
  readonly job: Job;
  readonly step: Step;
  readonly written: SourceStep;
  readonly outcome: Outcome;
  /** Why its failure is ignored, with file and line; empty when it is not. */
  readonly ignoredBy: string;
}

/** Returns the steps of the counted runs' newest attempts whose written step passes `wanted`. */
export function ranSteps(
  files: RepositoryFiles,
  runs: readonly WorkflowRun[],
  wanted: (written: SourceStep) => boolean,
): readonly RanStep[] {
  return indexOf(files)(runs).all.filter(({ written }) => wanted(written));
}

/** Returns the steps that ran for one written step: by path, job id, and step name. */
export function ranStepsAt(
  files: RepositoryFiles,
  runs: readonly WorkflowRun[],
  place: { readonly path: string; readonly job?: string; readonly step?: string },
): readonly RanStep[] {
  return indexOf(files)(runs).byPlace.get(placeKey(place.path, place.job, place.step)) ?? [];
}

function placeKey(path: string, job: string | undefined, step: string | undefined): string {
  return JSON.stringify([path, job, step]);
}

const indexOf = memoize((files: RepositoryFiles) =>
  memoize((runs: readonly WorkflowRun[]) => {
    const all = allSteps(files, runs);
    const byPlace = new Map<string, RanStep[]>();
    for (const one of all) {
      const { workflow, job, step } = one.written;
      const key = placeKey(workflow.path, job.id, step.name);
      const steps = byPlace.get(key);
      if (steps === undefined) byPlace.set(key, [one]);
      else steps.push(one);
    }
    return { all, byPlace };
  }),
);

function allSteps(files: RepositoryFiles, runs: readonly WorkflowRun[]): readonly RanStep[] {
  return countedRuns(runs).counted.flatMap((run) => {
    const attempt = currentAttempt(run);
    return attempt.jobs.flatMap((job) =>
      job.steps.flatMap((step) => {
        const written = sourceStepOf(files, run, job, step);
        if (written === undefined) return [];
        const ignoredBy = ignoredFailureOf(files, run, job, step) ?? '';
        return [{ run, attempt, job, step, written, outcome: outcomeOf(step.progress), ignoredBy }];
      }),
    );
  });
}

/**
 * Returns why the failure of a step cannot fail its run, with file and line; `undefined` when it
 * can, or when the step is not in the files.
 */
export function ignoredFailureOf(
  files: RepositoryFiles,
  run: WorkflowRun,
  job: Job,
  step: Step,
): string | undefined {
  const written = sourceStepOf(files, run, job, step);
  if (written === undefined) return undefined;
  const ignored = ignoredFailures(written.workflow).find(
    (one) => one.job === written.job.id && (one.step === '' || one.step === written.step.name),
  );
  return ignored && `${ignored.text} in ${ignored.path}:${ignored.line}`;
}

/**
 * Returns whether every test step of a job passed whose failure would have failed the job, by its
 * lines in the workflow files. Steps that only have the word test in their name are left out where
 * another one runs a test command.
 */
export function passedBlocking(
  { runId, attempt, job: name, steps }: TestJob,
  runs: Evidence<readonly WorkflowRun[]>,
  files: Evidence<RepositoryFiles>,
): boolean {
  if (runs.state !== 'present' || files.state !== 'present') return false;
  const { value } = files;
  const run = runs.value.find(({ id }) => id === runId);
  const job = run?.attempts
    .find(({ number }) => number === attempt)
    ?.jobs.find((one) => one.name === name);
  if (run === undefined || job === undefined) return false;
  const written = steps.map(({ name: step, outcome }) => {
    const ran = job.steps.find((one) => one.name === step);
    const source = ran && sourceStepOf(value, run, job, ran);
    return {
      tests: source !== undefined && gatesOfStep(source.step).some(isTest),
      blocks:
        outcome === 'passed' &&
        source !== undefined &&
        ran !== undefined &&
        ignoredFailureOf(value, run, job, ran) === undefined,
    };
  });
  const testing = written.filter(({ tests }) => tests);
  const deciding = testing.length > 0 ? testing : written;
  return deciding.length > 0 && deciding.every(({ blocks }) => blocks);
}

function isTest({ target }: StepGate): boolean {
  return target === 'test';
}
