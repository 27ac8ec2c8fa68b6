import { joinPath } from '../../lib/glob.ts';
import { memoize } from '../../lib/memoize.ts';
import type { Script, Workflow, WorkflowJob, WorkflowStep } from '../../model/workflow.ts';
import type { KeyedText } from '../parse/tree-access.ts';
import { type Command, commandsOf } from './commands.ts';

/** A command with its step, folder and environment. */
export interface PlacedCommand extends Command {
  readonly step: WorkflowStep;
  /** Folder it runs in, relative to the root; undefined when an expression or variable decides. */
  readonly folder: string | undefined;
  /** Environment of workflow, job and step; inner values override outer ones. */
  readonly env: ReadonlyMap<string, string>;
}

/** Returns all commands of a job's scripts in file order, following `working-directory` and `cd`. */
export function placedCommands(workflow: Workflow, job: WorkflowJob): readonly PlacedCommand[] {
  return commandsIn(workflow)(job);
}

const commandsIn = memoize((workflow: Workflow) =>
  memoize((job: WorkflowJob) => placeCommands(workflow, job)),
);

function placeCommands(workflow: Workflow, job: WorkflowJob): readonly PlacedCommand[] {
  return job.steps.flatMap((step) => {
    const script = scriptOfStep(step)?.script;
    if (script === undefined) return [];
    const env = envOf(workflow.env, job.env ?? [], step.env);
    const follow = folderFollower(script.directory ?? '');
    return commandsOf(script).map((command) => ({
      ...command,
      step,
      env,
      folder: follow(command),
    }));
  });
}

function envOf(...scopes: readonly (readonly KeyedText[])[]): ReadonlyMap<string, string> {
  return new Map(scopes.flat().map(({ key, value }) => [key, value]));
}

/** `cd` applies until its group or subshell ends, including nested ones. */
function folderFollower(start: string): (command: Command) => string | undefined {
  const folders: (string | undefined)[] = [resolved('', start)];
  return ({ words, depth }) => {
    folders.length = Math.min(folders.length, depth + 1);
    while (folders.length <= depth) folders.push(folders.at(-1));
    const [program, target] = words;
    if ((program === 'cd' || program === 'pushd') && target !== undefined) {
      folders[depth] = resolved(folders[depth], target);
    }
    return folders[depth];
  };
}

function resolved(folder: string | undefined, path: string): string | undefined {
  const known = path.replace(/^\$\{\{ *github\.workspace *\}\}|^\$\{?GITHUB_WORKSPACE\}?/, '');
  if (known !== path) return /[$~]/.test(known) ? undefined : joinPath('', known);
  if (folder === undefined || /[$~]|^\/|^-$/.test(path)) return undefined;
  return joinPath(folder, path);
}

/** Replaces `${{ env.X }}`, `$X` and `${X}` by the workflow's values; unknown ones stay. */
export function withEnv(text: string, env: ReadonlyMap<string, string>): string {
  return text.replace(
    /\$\{\{ *env\.(\w+) *\}\}|\$\{(\w+)\}|\$(\w+)/g,
    (whole, expression, braced, bare) => env.get(expression ?? braced ?? bare) ?? whole,
  );
}

/** Actions that run a command from their inputs and retry it. */
const retryAction = /^(?:nick-fields|nick-invision)\/retry@|^Wandalen\/wretry\.action@/i;

/** The script of a step, and how often it is retried. */
interface StepScript {
  readonly script: Script;
  readonly retries: number;
}

/**
 * Returns the script of a step; undefined for a step without one. A block's lines are below its key, any
 * other value is on the key's line.
 */
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
