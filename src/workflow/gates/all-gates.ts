import { memoize } from '../../lib/memoize.ts';
import type { At, Workflow, WorkflowJob, WorkflowStep } from '../../model/workflow.ts';
import { localPath, pathAsCalled } from '../parse/uses.ts';
import { gatesInJob, type StepGate } from './gates.ts';
import { type IgnoredFailure, ignoredByJob, ignoredByStep } from './ignored-failures.ts';

/** A gate with its job and step, and the first setting that ignores its failure, wherever that is. */
export interface Gate extends Omit<StepGate, 'mute'> {
  /** The file of its command: the workflow, or a script of the repository that the step calls. */
  readonly path: string;
  readonly workflow: Workflow;
  readonly job: WorkflowJob;
  readonly step: WorkflowStep;
  /** The calls that lead to it, outermost first; empty when its own workflow starts. */
  readonly via: CallChain;
  readonly mute?: Pick<IgnoredFailure, 'kind' | 'path' | 'line' | 'text' | 'certain'>;
}

/**
 * Returns all gates of workflows and actions, in file order; a gate called in several places appears once per
 * call.
 */
export function allGates(workflows: readonly Workflow[]): readonly Gate[] {
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
  const whole = ignoredByJob(workflow, job);
  return job.steps.flatMap((step) => {
    const gates = gatesInJob(workflow, job, step);
    if (gates.length === 0) return [];
    const outer = [...ignoredByStep(workflow, job, step), ...whole];
    return gates.map((gate) => {
      const { mute: own, ...rest } = gate;
      const placed = { ...rest, path: gate.script?.path ?? path, workflow, job, step, via: [] };
      return withIgnored(
        placed,
        own === undefined ? outer : [{ path, certain: true, ...own }, ...outer],
      );
    });
  });
}

function reachedBy(own: Gate, via: CallChain): Gate {
  if (via.length === 0) return own;
  const { mute, ...gate } = own;
  const outer = via.flatMap(({ mutes }) => mutes);
  return withIgnored({ ...gate, via }, mute === undefined ? outer : [mute, ...outer]);
}

function withIgnored(gate: Gate, mutes: readonly NonNullable<Gate['mute']>[]): Gate {
  const mute = mutes.find(({ certain }) => certain) ?? mutes[0];
  return mute === undefined ? gate : { ...gate, mute };
}

/** A job that calls a workflow of the repository, or a step that calls one of its actions. */
interface Call {
  readonly path: string;
  readonly line: number;
  /** `uses: ./.github/actions/scan` */
  readonly text: string;
  readonly job: WorkflowJob;
  /** The calling step; absent when the job itself calls. */
  readonly step?: WorkflowStep;
  readonly mutes: readonly IgnoredFailure[];
}

/** Calls that lead to a workflow or action, outermost first; empty when it starts by itself. */
type CallChain = readonly Call[];

/**
 * Maximum depth of calls that is followed. Reusable workflows nest at most ten deep (docs, "Reuse workflows",
 * read 2026-11-22).
 */
const MAX_CALL_DEPTH = 4;
/** Maximum number of call chains per called workflow. */
const MAX_CHAINS = 64;

/** Finds the callers of the repository's workflows and actions. */
class CallIndex {
  readonly #sites = new Map<string, { readonly from: Workflow; readonly call: Call }[]>();

  constructor(workflows: readonly Workflow[]) {
    for (const from of workflows) {
      for (const call of callsOf(from)) {
        const called = localPath(call.step?.uses?.uses ?? call.job.uses?.uses ?? '');
        this.#sites.set(called, [...(this.#sites.get(called) ?? []), { from, call }]);
      }
    }
  }

  /** Returns the call chains to a workflow or action, with an empty one when it starts by itself. */
  chainsTo(workflow: Workflow, depth = 0): readonly CallChain[] {
    const sites = depth >= MAX_CALL_DEPTH ? [] : (this.#sites.get(pathAsCalled(workflow)) ?? []);
    const called = sites.flatMap(({ from, call }) =>
      this.chainsTo(from, depth + 1).map((chain) => [...chain, call]),
    );
    const alone = called.length === 0 || startsItself(workflow);
    return [...(alone ? [[]] : []), ...called].slice(0, MAX_CHAINS);
  }
}

/** Returns the conditions of a chain's jobs and steps with their locations. */
export function conditionsOfChain(
  chain: CallChain,
): readonly { readonly path: string; readonly of: 'job' | 'step'; readonly at: At<string> }[] {
  return chain.flatMap(({ path, job, step }) => [
    ...(job.if === undefined ? [] : [{ path, of: 'job' as const, at: job.if }]),
    ...(step?.if === undefined ? [] : [{ path, of: 'step' as const, at: step.if }]),
  ]);
}

function callsOf(workflow: Workflow): readonly Call[] {
  const { path } = workflow;
  return workflow.jobs.flatMap((job) => {
    const whole = ignoredByJob(workflow, job);
    const own =
      job.uses?.pin === 'local'
        ? [{ path, line: job.uses.line, text: `uses: ${job.uses.uses}`, job, mutes: whole }]
        : [];
    const steps = job.steps.flatMap((step): readonly Call[] => {
      if (step.uses?.pin !== 'local') return [];
      const mutes = [...ignoredByStep(workflow, job, step), ...whole];
      const { line, uses } = step.uses;
      return [{ path, line, text: `uses: ${uses}`, job, step, mutes }];
    });
    return [...own, ...steps];
  });
}

function startsItself({ kind, triggers }: Workflow): boolean {
  return kind === 'workflow' && triggers.some(({ event }) => event !== 'workflow_call');
}
