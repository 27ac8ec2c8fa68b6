import { memoize } from '../lib/memoize.ts';
import { currentAttempt, type Outcome, outcomeOf } from '../model/current-attempt.ts';
import type { RepositoryFiles } from '../model/evidence-file.ts';
import type { Attempt, Job, Step, WorkflowRun } from '../model/run.ts';
import type { Workflow } from '../model/workflow.ts';
import { type WrittenStep, writtenStepOf } from '../workflow/test-steps.ts';
import { countedRuns } from './counted-runs.ts';
import { mutedStep } from './muted-step.ts';

/** A step of a run that counts, with the lines it was written on. */
export interface RanStep {
  readonly run: WorkflowRun;
  readonly attempt: Attempt;
  readonly job: Job;
  readonly step: Step;
  readonly written: WrittenStep;
  readonly outcome: Outcome;
  /** What mutes it, with file and line; empty when nothing does. */
  readonly mute: string;
}

/** The steps of the counted runs' newest attempts that come from a step for which `wanted` holds. */
export function ranSteps(
  files: RepositoryFiles,
  runs: readonly WorkflowRun[],
  wanted: (written: WrittenStep) => boolean,
): readonly RanStep[] {
  return indexOf(files)(runs).all.filter(({ written }) => wanted(written));
}

/** The same for the one written step of this path, job id and name. */
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
      const twins = byPlace.get(key);
      if (twins === undefined) byPlace.set(key, [one]);
      else twins.push(one);
    }
    return { all, byPlace };
  }),
);

function allSteps(files: RepositoryFiles, runs: readonly WorkflowRun[]): readonly RanStep[] {
  return countedRuns(runs).counted.flatMap((run) => {
    const attempt = currentAttempt(run);
    return attempt.jobs.flatMap((job) =>
      job.steps.flatMap((step) => {
        const written = writtenStepOf(files.workflows, run, job, step);
        if (written === undefined) return [];
        const mute = mutedStep(files.workflows, run, job, step) ?? '';
        return [{ run, attempt, job, step, written, outcome: outcomeOf(step.progress), mute }];
      }),
    );
  });
}

/** The readable workflows. */
export function workflowsOf(files: RepositoryFiles): readonly Workflow[] {
  return files.workflows.flatMap((file) => (file.state === 'present' ? [file.workflow] : []));
}
