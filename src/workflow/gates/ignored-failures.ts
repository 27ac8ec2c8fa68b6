import { memoize } from '../../lib/memoize.ts';
import type { At, Workflow, WorkflowJob, WorkflowStep } from '../../model/workflow.ts';
import type { GateTarget } from '../shell/classify-command.ts';
import { commandsOf } from '../shell/commands.ts';
import {
  gatesInJob,
  type IgnoreKind,
  type StepIgnoredFailure,
  targetOfJob,
  targetOfStep,
} from './gates.ts';

/** A gate that cannot fail the run, and why. */
export interface IgnoredFailure extends Omit<StepIgnoredFailure, 'certain'> {
  readonly path: string;
  readonly job: string;
  /** Name of the step; empty when it applies to the whole job. */
  readonly step: string;
  readonly target: GateTarget;
  /** False when an expression decides, so that it may apply to some runs or matrix jobs only. */
  readonly certain: boolean;
}

/**
 * Returns the ignored failures of a workflow or composite action, in file order: `continue-on-error` and a
 * false `if` of any job or step, and gates that cannot fail their step. A step whose `outcome` is checked by
 * a later failing step is not ignored.
 */
export function ignoredFailures(workflow: Workflow): readonly IgnoredFailure[] {
  return ignoredIn(workflow);
}

const ignoredIn = memoize((workflow: Workflow): readonly IgnoredFailure[] => {
  const mutes = workflow.jobs.flatMap((job) => [
    ...ignoredByJob(workflow.path, job),
    ...job.steps.flatMap((step) => ignoredInStep(workflow.path, job, step)),
  ]);
  return mutes.toSorted((a, b) => a.line - b.line);
});

type Place = Pick<IgnoredFailure, 'path' | 'job' | 'step' | 'target'>;

/** Returns what ignores the failures of a whole job. */
export function ignoredByJob(path: string, job: WorkflowJob): readonly IgnoredFailure[] {
  if (job.continueOnError === undefined && job.if === undefined) return [];
  const place = { path, job: job.id, step: '', target: targetOfJob(job) };
  return [...continuedOnError(place, job.continueOnError), ...disabled(place, job.if)];
}

/** Returns what ignores the failures of a whole step, without its commands. */
export function ignoredByStep(
  path: string,
  job: WorkflowJob,
  step: WorkflowStep,
): readonly IgnoredFailure[] {
  const { continueOnError, if: condition, cancelled } = step;
  if ((continueOnError ?? condition ?? cancelled) === undefined) return [];
  const place = { path, job: job.id, step: step.name, target: targetOfStep(step) };
  const later = checkedLater(job, step) ? [] : continuedOnError(place, continueOnError);
  const ended =
    cancelled === undefined ? [] : [ignoredFailure(place, 'cancelled', cancelled, 'cancel', true)];
  return [...later, ...disabled(place, condition), ...ended];
}

function ignoredInStep(
  path: string,
  job: WorkflowJob,
  step: WorkflowStep,
): readonly IgnoredFailure[] {
  const commands = gatesInJob(job, step).flatMap(({ mute, target }) =>
    mute === undefined
      ? []
      : [{ path, job: job.id, step: step.name, certain: true, ...mute, target }],
  );
  // One call that ignores failures covers every check behind it.
  const known = new Map(commands.toReversed().map((one) => [keyOf(one), one]));
  return [
    ...ignoredByStep(path, job, step),
    ...commands.filter((one) => known.get(keyOf(one)) === one),
  ];
}

function keyOf({ path, line, kind, text }: IgnoredFailure): string {
  return JSON.stringify([path, line, kind, text]);
}

function continuedOnError(place: Place, value: At<boolean | string> | undefined): IgnoredFailure[] {
  if (value === undefined || value.value === false) return [];
  const inner = unwrapExpression(String(value.value));
  if (inner === 'false' || inner === '') return [];
  return [ignoredFailure(place, 'continue-on-error', value, 'continue-on-error', inner === 'true')];
}

function disabled(place: Place, condition: At<string> | undefined): IgnoredFailure[] {
  if (condition === undefined || !conditionIsFalse(condition.value)) return [];
  return [ignoredFailure(place, 'if-false', condition, 'if', true)];
}

function ignoredFailure(
  place: Place,
  kind: IgnoreKind,
  at: At<boolean | string>,
  key: string,
  certain: boolean,
): IgnoredFailure {
  return { ...place, kind, line: at.line, text: `${key}: ${at.value}`, certain };
}

function checkedLater(job: WorkflowJob, step: WorkflowStep): boolean {
  if (step.id === '') return false;
  const outcome = new RegExp(`steps\\.${step.id.replace(/[^\w-]/g, '.')}\\.outcome\\b`);
  return job.steps.slice(step.index + 1).some(({ if: condition, run, env }) => {
    const texts = [condition?.value, run?.text, ...env.map(({ value }) => value)];
    if (run === undefined || !texts.some((text) => outcome.test(text ?? ''))) return false;
    return commandsOf(run).some(({ words }) => words[0] === 'false' || exitsNonZero(words));
  });
}

function exitsNonZero([program, code]: readonly string[]): boolean {
  return program === 'exit' && code !== '0';
}

/** Returns the text inside `${{ … }}`, or the text itself, trimmed; an `if` may be written either way. */
function unwrapExpression(text: string): string {
  const trimmed = text.trim();
  const inner = /^\$\{\{((?:(?!\}\}).)*)\}\}$/s.exec(trimmed)?.[1];
  return (inner ?? trimmed).trim();
}

/** Whether an `if` is always false by its text: `false`, `0`, `''`, or one of them joined by `&&`. */
export function conditionIsFalse(text: string): boolean {
  // Text around an expression, even the newline at the end of a block, makes a text that is always true.
  if (text.includes('${{') && !/^\$\{\{[\s\S]*\}\}$/.test(text)) return false;
  const inner = unwrapExpression(text);
  // Conditions with `||` or parentheses are not evaluated.
  if (inner.includes('||') || /\((?!\))/.test(inner)) return isFalse(inner);
  return inner.split('&&').some((part) => isFalse(part.trim()));
}

/** Returns the parts of a condition that must all be true, without defaults such as `success()`. */
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
