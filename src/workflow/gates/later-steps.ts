import type { Workflow, WorkflowJob, WorkflowStep } from '../../model/workflow.ts';
import { isAction } from '../parse/uses.ts';
import { commandsOf } from '../shell/commands.ts';

/** Whether a text names a value that another step left. */
type Names = (text: string) => boolean;

/**
 * Whether a step fails by what another step left: a condition or a script names it, and the script can fail. A
 * script that only prints the value fails by nothing.
 */
export function failsBy(step: WorkflowStep, names: Names): boolean {
  if (!canFail(step)) return false;
  return names(step.if?.value ?? '') || readsIn(step, names);
}

/** Whether a script or an input of a step reads a value, other than to print it. */
export function readsIn({ run, env, with: inputs }: WorkflowStep, names: Names): boolean {
  const script = (run?.text ?? '').replace(printed, '');
  if (names(script) || inputs.some(({ value }) => names(value))) return true;
  const variables = env.filter(({ value }) => names(value)).map(({ key }) => key);
  const code = [script, ...inputs.map(({ value }) => value)];
  return variables.some((name) => code.some((text) => text.includes(name)));
}

const printed = /^[ \t]*(?:echo|printf|Write-Host|Write-Output)\b[^\n;&|]*/gim;

function canFail({ run, uses, with: inputs }: WorkflowStep): boolean {
  if (run !== undefined) {
    const commands = commandsOf(run);
    const [last = ''] = commands.at(-1)?.words ?? [];
    // A test at the end is the exit code of the script.
    return /^(?:test|\[\[?)$/.test(last) || commands.some(({ words }) => exitsNonZero(words));
  }
  if (uses === undefined) return false;
  if (isAction(uses.uses, 'actions/github-script')) {
    return inputs.some(({ value }) => /\bsetFailed\b|\bthrow\b|process\.exit/.test(value));
  }
  // An action of the repository may do anything with what it gets.
  return uses.pin === 'local' || /fail/i.test(uses.uses);
}

function exitsNonZero([program = '', code]: readonly string[]): boolean {
  return program === 'false' || (/^(?:exit|return)$/.test(program) && code !== '0');
}

/**
 * Whether a later step, another job, or a caller fails by an output of a step. What reads an output of the
 * action or of a called workflow is in another file.
 */
export function outputFails(workflow: Workflow, job: WorkflowJob, { id, index }: WorkflowStep) {
  if (id === '') return false;
  const names = namesOf([`steps.${id}.outputs`, `steps['${id}']`, 'toJSON(steps)']);
  if (job.steps.slice(index + 1).some((step) => failsBy(step, names))) return true;
  const handed = (job.outputs ?? []).filter(({ value }) => names(value));
  if (handed.length === 0) return false;
  const called = workflow.kind === 'action' || workflow.triggers.some(isCall);
  const handedNames = namesOf(handed.map(({ key }) => `needs.${job.id}.outputs.${key}`));
  const others = workflow.jobs.filter(({ needs }) => needs.some(({ value }) => value === job.id));
  return called || others.some((other) => jobFailsBy(other, handedNames));
}

function isCall({ event }: Workflow['triggers'][number]): boolean {
  return event === 'workflow_call';
}

function jobFailsBy({ if: condition, steps }: WorkflowJob, names: Names): boolean {
  const inCondition = names(condition?.value ?? '');
  return steps.some((step) => failsBy(step, names) || (inCondition && canFail(step)));
}

function namesOf(all: readonly string[]): Names {
  return (text) => all.some((name) => text.includes(name));
}
