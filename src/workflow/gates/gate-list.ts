import { memoize } from '../../lib/memoize.ts';
import type { Workflow, WorkflowJob, WorkflowStep } from '../../model/workflow.ts';
import { type CallChain, CallIndex } from './gate-calls.ts';
import { gatesOfStep, type StepGate } from './gates.ts';
import type { Mute } from './mute.ts';
import { jobMutes, wholeStepMutes } from './mutes.ts';

/** A gate with the job and step it stands in, and the first thing that mutes it, wherever that stands. */
export interface Gate extends Omit<StepGate, 'mute'> {
  readonly path: string;
  readonly workflow: Workflow;
  readonly job: WorkflowJob;
  readonly step: WorkflowStep;
  /** The calls it is reached by, outermost first; empty where its own workflow starts. */
  readonly via: CallChain;
  readonly mute?: Pick<Mute, 'kind' | 'path' | 'line' | 'text' | 'certain'>;
}

/** All gates of workflows and actions, in file order; one that is called in several places is several gates. */
export function gatesOf(workflows: readonly Workflow[]): readonly Gate[] {
  const calls = new CallIndex(workflows);
  return workflows.flatMap((workflow) => {
    const gates = gatesIn(workflow);
    if (gates.length === 0) return [];
    return calls.chainsTo(workflow).flatMap((via) => gates.map((gate) => reachedBy(gate, via)));
  });
}

const gatesIn = memoize((workflow: Workflow): readonly Gate[] =>
  workflow.jobs.flatMap((job) => gatesOfJob(workflow, job)),
);

function gatesOfJob(workflow: Workflow, job: WorkflowJob): Gate[] {
  const { path } = workflow;
  const whole = jobMutes(path, job);
  return job.steps.flatMap((step) => {
    const gates = gatesOfStep(step);
    if (gates.length === 0) return [];
    const outer = [...wholeStepMutes(path, job, step), ...whole];
    return gates.map((gate) => {
      const { target, tool, line, text, command, retries, mute: own } = gate;
      const placed = {
        target,
        tool,
        line,
        text,
        command,
        retries,
        path,
        workflow,
        job,
        step,
        via: [],
      };
      return withMute(
        placed,
        own === undefined ? outer : [{ ...own, path, certain: true }, ...outer],
      );
    });
  });
}

function reachedBy(own: Gate, via: CallChain): Gate {
  if (via.length === 0) return own;
  const { mute, ...gate } = own;
  const outer = via.flatMap(({ mutes }) => mutes);
  return withMute({ ...gate, via }, mute === undefined ? outer : [mute, ...outer]);
}

function withMute(gate: Gate, mutes: readonly NonNullable<Gate['mute']>[]): Gate {
  const mute = mutes.find(({ certain }) => certain) ?? mutes[0];
  return mute === undefined ? gate : { ...gate, mute };
}
