import type { Job, Step, WorkflowRun } from '../model/run.ts';
import type { WorkflowFile } from '../model/workflow.ts';
import { mutesOf } from '../workflow/gates/ignored-failures.ts';
import { writtenStepOf } from '../workflow/test-steps.ts';

/** Why a step that ran cannot fail its run, with file and line; undefined when it can, or is not found in the files. */
export function mutedStep(
  files: readonly WorkflowFile[],
  run: WorkflowRun,
  job: Job,
  step: Step,
): string | undefined {
  const written = writtenStepOf(files, run, job, step);
  if (written === undefined) return undefined;
  const mute = mutesOf(written.workflow).find(
    (one) => one.job === written.job.id && (one.step === '' || one.step === written.step.name),
  );
  return mute && `${mute.text} in ${mute.path}:${mute.line}`;
}
