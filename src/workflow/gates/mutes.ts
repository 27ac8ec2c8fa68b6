import { memoize } from '../../lib/memoize.ts';
import type { At, Workflow, WorkflowJob, WorkflowStep } from '../../model/workflow.ts';
import { conditionIsFalse, unwrapExpression } from '../parse/expression.ts';
import { commandsOf } from '../shell/shell.ts';
import { gatesOfStep, targetOfJob, targetOfStep } from './gates.ts';
import type { Mute, MuteKind } from './mute.ts';

/**
 * Every mute of a workflow or composite action, in file order: `continue-on-error` and a false `if` of jobs and
 * steps whatever they do (their target tells), and commands and actions that are gates and cannot fail the step.
 * A step whose `outcome` a later step checks and fails on is not muted: it is only judged later.
 */
export function mutesOf(workflow: Workflow): readonly Mute[] {
  return mutesIn(workflow);
}

const mutesIn = memoize((workflow: Workflow): readonly Mute[] => {
  const mutes = workflow.jobs.flatMap((job) => [
    ...jobMutes(workflow.path, job),
    ...job.steps.flatMap((step) => stepMutes(workflow.path, job, step)),
  ]);
  return mutes.toSorted((a, b) => a.line - b.line);
});

type Place = Pick<Mute, 'path' | 'job' | 'step' | 'target'>;

/** What mutes a whole job: all its steps with it. */
export function jobMutes(path: string, job: WorkflowJob): readonly Mute[] {
  if (job.continueOnError === undefined && job.if === undefined) return [];
  const place = { path, job: job.id, step: '', target: targetOfJob(job) };
  return [...continued(place, job.continueOnError), ...switchedOff(place, job.if)];
}

/** What mutes a whole step, besides what stands on its commands. */
export function wholeStepMutes(
  path: string,
  job: WorkflowJob,
  step: WorkflowStep,
): readonly Mute[] {
  if (step.continueOnError === undefined && step.if === undefined) return [];
  const place = { path, job: job.id, step: step.name, target: targetOfStep(step) };
  const later = checkedLater(job, step) ? [] : continued(place, step.continueOnError);
  return [...later, ...switchedOff(place, step.if)];
}

function stepMutes(path: string, job: WorkflowJob, step: WorkflowStep): readonly Mute[] {
  const commands = gatesOfStep(step).flatMap(({ mute, target }) =>
    mute === undefined
      ? []
      : [{ path, job: job.id, step: step.name, ...mute, target, certain: true }],
  );
  return [...wholeStepMutes(path, job, step), ...commands];
}

function continued(place: Place, value: At<boolean | string> | undefined): Mute[] {
  if (value === undefined || value.value === false) return [];
  const inner = unwrapExpression(String(value.value));
  if (inner === 'false' || inner === '') return [];
  return [mute(place, 'continue-on-error', value, 'continue-on-error', inner === 'true')];
}

function switchedOff(place: Place, condition: At<string> | undefined): Mute[] {
  if (condition === undefined || !conditionIsFalse(condition.value)) return [];
  return [mute(place, 'if-false', condition, 'if', true)];
}

function mute(
  place: Place,
  kind: MuteKind,
  at: At<boolean | string>,
  key: string,
  certain: boolean,
): Mute {
  return { ...place, kind, line: at.line, text: `${key}: ${at.value}`, certain };
}

function checkedLater(job: WorkflowJob, step: WorkflowStep): boolean {
  if (step.id === '') return false;
  const outcome = new RegExp(`steps\\.${step.id.replace(/[^\w-]/g, '.')}\\.outcome\\b`);
  return job.steps.slice(step.index + 1).some(({ if: condition, run, env }) => {
    const asked = [condition?.value, run?.text, ...env.map(({ value }) => value)];
    if (run === undefined || !asked.some((text) => outcome.test(text ?? ''))) return false;
    return commandsOf(run).some(({ words }) => words[0] === 'false' || exitsNonZero(words));
  });
}

function exitsNonZero([program, code]: readonly string[]): boolean {
  return program === 'exit' && code !== '0';
}
