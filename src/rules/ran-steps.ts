import type { RepositoryFiles } from '../model/bundle.ts';
import type { Attempt, Job, Step, WorkflowRun } from '../model/run.ts';
import type { Workflow } from '../model/workflow.ts';
import { countedRuns } from './counted-runs.ts';
import { currentAttempt, type Outcome, outcomeOf } from './current-attempt.ts';
import { mutedStep } from './muted-step.ts';
import { type WrittenStep, writtenStepOf } from './workflow-step-of.ts';

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
  return countedRuns(runs).counted.flatMap((run) => {
    const attempt = currentAttempt(run);
    return attempt.jobs.flatMap((job) =>
      job.steps.flatMap((step) => {
        const written = writtenStepOf(files.workflows, run, job, step);
        if (written === undefined || !wanted(written)) return [];
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
