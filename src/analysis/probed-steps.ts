import { outcomeOf } from '../model/current-attempt.ts';
import type { Source } from '../model/evidence.ts';
import type { ProbeResult, RepositoryFiles } from '../model/repository.ts';
import type { WorkflowRun } from '../model/run.ts';
import { countedRuns } from './counted-runs.ts';
import { mutedStep } from './muted-step.ts';

type Found = ProbeResult['steps'][number];

/** A step that matches a probe, in its newest attempt. `retried`: it failed in an earlier one, then passed. */
export interface ProbedStep {
  readonly name: string;
  readonly job: string;
  readonly state: 'passed' | 'retried' | 'muted' | 'skipped' | 'failed' | 'unfinished';
  /** Why it counts as muted; empty otherwise. */
  readonly why: string;
  readonly text: string;
  readonly source: Source;
}

/** The probe's steps in the runs that count, worst ones included: each leg is a step of its own. */
export function probedSteps(
  probe: ProbeResult,
  runs: readonly WorkflowRun[],
  files: RepositoryFiles,
): readonly ProbedStep[] {
  const counted = new Set(countedRuns(runs).counted.map(({ id }) => id));
  const found = probe.steps.filter(({ runId }) => counted.has(runId));
  const newest = found.filter(
    (step) => !found.some((other) => isTwin(step, other) && other.attempt > step.attempt),
  );
  return newest.map((step) => probed(step, found, runs, files));
}

function isTwin(a: Found, b: Found): boolean {
  return a.runId === b.runId && a.job === b.job && a.step === b.step && a.number === b.number;
}

function probed(
  step: Found,
  found: readonly Found[],
  runs: readonly WorkflowRun[],
  files: RepositoryFiles,
): ProbedStep {
  const run = runs.find(({ id }) => id === step.runId);
  const mute = muteOf(step, run, files);
  const retried =
    step.outcome === 'passed' &&
    (found.some((other) => isTwin(step, other) && other.outcome === 'failed') ||
      failedBefore(step, run));
  // What failed is worse than what was muted; a muted pass proves nothing.
  const muted = mute !== '' && step.outcome !== 'failed';
  const state = muted ? 'muted' : retried ? 'retried' : step.outcome;
  return {
    name: step.step,
    job: step.job,
    state,
    why: muted ? mute : '',
    text: `step ${step.step}: ${state}`,
    source: {
      what: `step ${step.step}`,
      runId: step.runId,
      attempt: step.attempt,
      job: step.job,
      step: step.step,
      url: step.jobUrl,
    },
  };
}

function failedBefore(step: Found, run: WorkflowRun | undefined): boolean {
  return (run?.attempts ?? [])
    .filter(({ number }) => number < step.attempt)
    .flatMap(({ jobs }) => jobs.filter(({ name }) => name === step.job))
    .flatMap(({ steps }) => steps.filter(({ name }) => name === step.step))
    .some(({ progress }) => outcomeOf(progress) === 'failed');
}

function muteOf(step: Found, run: WorkflowRun | undefined, files: RepositoryFiles): string {
  if (run === undefined) return '';
  const job = run.attempts
    .find(({ number }) => number === step.attempt)
    ?.jobs.find(({ name }) => name === step.job);
  const ran = job?.steps.find(({ number }) => number === step.number);
  if (job === undefined || ran === undefined) return '';
  return mutedStep(files.workflows, run, job, ran) ?? '';
}
