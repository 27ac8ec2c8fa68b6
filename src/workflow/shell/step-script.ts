import type { Script, WorkflowStep } from '../../model/workflow.ts';

/** Actions that run a command of their inputs, and run it again when it fails. */
const retryAction = /^(?:nick-fields|nick-invision)\/retry@|^Wandalen\/wretry\.action@/;

/** The script a step runs, and how often it is run again; undefined for a step that runs none. */
export interface StepScript {
  readonly script: Script;
  readonly retries: number;
}

/** The lines of a retried command written as a block stand below its key; any other stands on the key's line. */
export function scriptOfStep({ run, uses, with: inputs }: WorkflowStep): StepScript | undefined {
  if (run !== undefined) return { script: run, retries: 0 };
  if (uses === undefined || !retryAction.test(uses.uses)) return undefined;
  const command = inputs.find(({ key }) => key === 'command');
  if (command === undefined) return undefined;
  const attempts = inputs.find(({ key }) => /^(?:max_attempts|attempt_limit)$/.test(key));
  const block = command.value.trimEnd().includes('\n');
  const line = block ? command.line + 1 : command.line;
  const script = { text: command.value, line, shell: '' };
  return { script, retries: Math.max(0, Number(attempts?.value ?? 1) - 1 || 0) };
}
