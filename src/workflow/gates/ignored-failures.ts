import { memoize } from '../../lib/memoize.ts';
import type { At, Workflow, WorkflowJob, WorkflowStep } from '../../model/workflow.ts';
import type { GateTarget } from '../shell/classify-command.ts';
import { commandsOf } from '../shell/commands.ts';
import { gatesOfStep, type MuteKind, type StepMute, targetOfJob, targetOfStep } from './gates.ts';

/** The text inside `${{ … }}`, or the text itself, trimmed; an `if` may be written either way. */
function unwrapExpression(text: string): string {
  const trimmed = text.trim();
  const inner = /^\$\{\{((?:(?!\}\}).)*)\}\}$/s.exec(trimmed)?.[1];
  return (inner ?? trimmed).trim();
}

/** Whether an `if` can never hold, as far as its text alone tells: `false`, `0`, `''`, or one of them joined by `&&`. */
export function conditionIsFalse(text: string): boolean {
  const inner = unwrapExpression(text);
  // An `||` or brackets may save the condition; those are left to GitHub.
  if (inner.includes('||') || /\((?!\))/.test(inner)) return isFalse(inner);
  return inner.split('&&').some((part) => isFalse(part.trim()));
}

/** The parts of a condition that must all hold, sorted; the default and `success()` add nothing. */
export function conjunctsOf(text: string): readonly string[] {
  const inner = unwrapExpression(text);
  const parts = inner.includes('||') ? [inner] : inner.split('&&');
  return parts
    .map((part) => part.replace(/\s+/g, ' ').trim())
    .filter((part) => !alwaysHolds.test(part));
}

const alwaysHolds = /^(?:|true|always\(\)|success\(\)|! ?cancelled\(\))$/;

function isFalse(part: string): boolean {
  if (/^(?:false|!true|0|''|null)$/.test(part)) return true;
  const sides = /^('[^']*'|\d+) ?(==|!=) ?('[^']*'|\d+)$/.exec(part);
  return sides !== null && (sides[1] === sides[3]) === (sides[2] === '!=');
}

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

/** A gate that cannot fail the run, and what mutes it. */
export interface Mute extends StepMute {
  readonly path: string;
  readonly job: string;
  /** Name of the step; empty when the whole job is muted. */
  readonly step: string;
  readonly target: GateTarget;
  /** False when an expression decides, so that it may hold for some runs or matrix legs only. */
  readonly certain: boolean;
}
