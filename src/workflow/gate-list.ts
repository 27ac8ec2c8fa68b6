import type { Workflow, WorkflowJob, WorkflowStep } from '../model/workflow.ts';
import { gatesOfStep, type StepGate } from './gates.ts';
import type { Mute } from './mute.ts';
import { jobMutes, wholeStepMutes } from './mutes.ts';

/** A gate with the job and step it stands in, and the first thing that mutes it, wherever that stands. */
export interface Gate extends Omit<StepGate, 'mute'> {
  readonly path: string;
  readonly workflow: Workflow;
  readonly job: WorkflowJob;
  readonly step: WorkflowStep;
  readonly mute?: Pick<Mute, 'kind' | 'line' | 'text' | 'certain'>;
}

/** All gates of workflows and actions, in file order. */
export function gatesOf(workflows: readonly Workflow[]): readonly Gate[] {
  return workflows.flatMap((workflow) => workflow.jobs.flatMap((job) => gatesOfJob(workflow, job)));
}

function gatesOfJob(workflow: Workflow, job: WorkflowJob): Gate[] {
  const { path } = workflow;
  const whole = jobMutes(path, job);
  return job.steps.flatMap((step) => {
    const outer = [...wholeStepMutes(path, job, step), ...whole];
    return gatesOfStep(step).map(({ mute: own, ...gate }) => {
      const mutes = own === undefined ? outer : [{ ...own, certain: true }, ...outer];
      const mute = mutes.find(({ certain }) => certain) ?? mutes[0];
      const placed = { ...gate, path, workflow, job, step };
      return mute === undefined ? placed : { ...placed, mute };
    });
  });
}
