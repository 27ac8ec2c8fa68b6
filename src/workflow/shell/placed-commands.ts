import { joinPath } from '../../lib/join-path.ts';
import { memoize } from '../../lib/memoize.ts';
import type { Script, Workflow, WorkflowJob, WorkflowStep } from '../../model/workflow.ts';
import type { KeyedText } from '../parse/tree-access.ts';
import { type Command, commandsOf } from './commands.ts';

/** Actions that run a command of their inputs, and run it again when it fails. */
const retryAction = /^(?:nick-fields|nick-invision)\/retry@|^Wandalen\/wretry\.action@/;

/** The script a step runs, and how often it is run again; undefined for a step that runs none. */
interface StepScript {
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

/** A command with the place it stands in. */
export interface PlacedCommand extends Command {
  readonly step: WorkflowStep;
  /** Folder it runs in, from the repository's root; undefined when an expression or variable decides. */
  readonly folder: string | undefined;
  /** Environment of workflow, job and step, inner ones over outer ones. */
  readonly env: ReadonlyMap<string, string>;
}

/** All commands of a job's scripts in file order, with `working-directory` and `cd` followed. */
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

/** `cd` holds until its group or subshell ends; inside deeper ones it holds too. */
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

/** A text with `${{ env.X }}`, `$X` and `${X}` replaced by what the workflow sets, as far as it does. */
export function withEnv(text: string, env: ReadonlyMap<string, string>): string {
  return text.replace(
    /\$\{\{ *env\.(\w+) *\}\}|\$\{(\w+)\}|\$(\w+)/g,
    (whole, expression, braced, bare) => env.get(expression ?? braced ?? bare) ?? whole,
  );
}
