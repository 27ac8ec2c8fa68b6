import { memoize } from '../../lib/memoize.ts';
import type { At, Workflow, WorkflowJob, WorkflowStep } from '../../model/workflow.ts';
import { conditionText, parseExpression } from '../parse/expression.ts';
import { type KnownValues, NOTHING_KNOWN, truthOf } from '../parse/known-values.ts';
import type { GateTarget } from '../shell/classify-command.ts';
import {
  gatesInJob,
  type IgnoreKind,
  type StepIgnoredFailure,
  targetOfJob,
  targetOfStep,
} from './gates.ts';
import { failsBy, readsIn } from './later-steps.ts';

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
    ...ignoredByJob(workflow, job),
    ...job.steps.flatMap((step) => ignoredInStep(workflow, job, step)),
  ]);
  return mutes.toSorted((a, b) => a.line - b.line);
});

type Place = Pick<IgnoredFailure, 'path' | 'job' | 'step' | 'target'>;

/** Returns what ignores the failures of a whole job. */
export function ignoredByJob({ path }: Workflow, job: WorkflowJob): readonly IgnoredFailure[] {
  if (job.continueOnError === undefined && job.if === undefined) return [];
  const place = { path, job: job.id, step: '', target: targetOfJob(job) };
  const known = { ...NOTHING_KNOWN, matrix: job.matrix?.values ?? [] };
  return [
    ...continuedOnError(place, job.continueOnError, known),
    // GitHub decides on a job before it has a matrix.
    ...disabled(place, job.if, NOTHING_KNOWN),
  ];
}

/** Returns what ignores the failures of a whole step, without its commands. */
export function ignoredByStep(
  workflow: Workflow,
  job: WorkflowJob,
  step: WorkflowStep,
): readonly IgnoredFailure[] {
  const { continueOnError, if: condition, cancelled } = step;
  if ((continueOnError ?? condition ?? cancelled) === undefined) return [];
  const place = { path: workflow.path, job: job.id, step: step.name, target: targetOfStep(step) };
  const known = knownAt(workflow, job, step);
  const later = checkedLater(job, step) ? [] : continuedOnError(place, continueOnError, known);
  const ended =
    cancelled === undefined ? [] : [ignoredFailure(place, 'cancelled', cancelled, 'cancel', true)];
  return [...later, ...disabled(place, condition, known), ...ended];
}

/** Returns what the conditions of a step can refer to. A script or an action may give a variable another value. */
function knownAt(workflow: Workflow, job: WorkflowJob, { env }: WorkflowStep): KnownValues {
  const opaque = job.steps.some(({ uses }) => uses?.pin === 'local');
  const scripts = job.steps
    .map(({ run }) => run?.text ?? '')
    .filter((text) => writesEnv.test(text));
  const fixed = (opaque ? [] : [...workflow.env, ...(job.env ?? [])]).filter(
    ({ key }) => !scripts.some((text) => text.includes(key)),
  );
  return { matrix: job.matrix?.values ?? [], env: [...fixed, ...env], inputs: [] };
}

const writesEnv = /GITHUB_ENV|::set-env/;

function ignoredInStep(
  workflow: Workflow,
  job: WorkflowJob,
  step: WorkflowStep,
): readonly IgnoredFailure[] {
  const commands = gatesInJob(workflow, job, step).flatMap(({ mute, target }) =>
    mute === undefined
      ? []
      : [{ path: workflow.path, job: job.id, step: step.name, certain: true, ...mute, target }],
  );
  // One call that ignores failures covers every check behind it.
  const known = new Map(commands.toReversed().map((one) => [keyOf(one), one]));
  return [
    ...ignoredByStep(workflow, job, step),
    ...commands.filter((one) => known.get(keyOf(one)) === one),
  ];
}

function keyOf({ path, line, kind, text }: IgnoredFailure): string {
  return JSON.stringify([path, line, kind, text]);
}

function continuedOnError(
  place: Place,
  value: At<boolean | string> | undefined,
  known: KnownValues,
): IgnoredFailure[] {
  const truth = value === undefined ? false : truthOf(String(value.value).trim(), known);
  if (value === undefined || truth === false) return [];
  const certain = truth === true;
  return [ignoredFailure(place, 'continue-on-error', value, 'continue-on-error', certain)];
}

function disabled(
  place: Place,
  condition: At<string> | undefined,
  known: KnownValues,
): IgnoredFailure[] {
  if (condition === undefined || truthOf(condition.value, known) !== false) return [];
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

/** Whether a later step fails when this one did, by a condition or a script that asks for its outcome. */
function checkedLater(job: WorkflowJob, { id, index }: WorkflowStep): boolean {
  if (id === '') return false;
  const names = (text: string) =>
    text.includes(`steps.${id}.outcome`) || text.includes(`steps['${id}']`);
  return job.steps.slice(index + 1).some((later) => {
    if (!failsBy(later, names)) return false;
    const [failed, passed] = ['failure', 'success'].map((outcome) =>
      truthOf(later.if?.value ?? 'true', {
        ...NOTHING_KNOWN,
        fixed: { [`steps.${id}.outcome`]: outcome, [`steps.${id}.conclusion`]: 'success' },
      }),
    );
    return failed !== false && (passed === false || readsIn(later, names));
  });
}

/** Returns the parts of a condition that must all be true, without defaults such as `success()`. */
export function conjunctsOf(text: string): readonly string[] {
  const inner = conditionText(text.trim()) ?? text;
  const tree = parseExpression(inner);
  const all = tree?.kind === 'call' && tree.name === '&&' ? tree.args : tree && [tree];
  const parts = all?.map(({ start, end }) => inner.slice(start, end)) ?? [inner];
  return parts
    .map((part) => part.replace(/\s+/g, ' ').trim())
    .filter((part) => !alwaysHolds.test(part));
}

const alwaysHolds = /^(?:|true|always\(\)|success\(\)|! ?cancelled\(\))$/;
