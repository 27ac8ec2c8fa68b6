import { joinPath } from '../../lib/glob.ts';
import { memoize } from '../../lib/memoize.ts';
import type { Script, Workflow, WorkflowJob, WorkflowStep } from '../../model/workflow.ts';
import type { KeyedText } from '../parse/tree-access.ts';
import type { LossKind } from './classify-command.ts';
import { type Command, commandsOf } from './commands.ts';
import { containerScript } from './container-script.ts';

/** A command with its file, step, folder and environment. */
export interface PlacedCommand extends PlacedWords {
  /** The workflow's file, or the file of the script that the step calls. */
  readonly path: string;
  readonly step: WorkflowStep;
  /** Environment of workflow, job and step; inner values override outer ones. */
  readonly env: ReadonlyMap<string, string>;
}

interface PlacedWords extends Command {
  /** Folder it runs in, relative to the root; undefined when an expression or variable decides. */
  readonly folder: string | undefined;
}

/** A script whose caller ignores its failure; `ignored` is what says so, such as `the prefix -`. */
export interface IgnoredScript extends Script {
  readonly ignored?: string;
}

/** What ignores the failure of a call; `path` is absent in the workflow itself. */
export interface LostCall {
  readonly kind: LossKind | 'flag';
  readonly path?: string;
  readonly line: number;
  readonly text: string;
}

/** A script of the repository that a command runs: an npm script, a line of a make target, a shell script. */
export interface CalledScript {
  readonly path: string;
  /** `npm run test` */
  readonly name: string;
  readonly script: IgnoredScript;
  /** The words of the command that calls it, the same object as in its script. */
  readonly words: readonly string[];
  /** The command of the workflow that leads to it. */
  readonly call: Pick<Command, 'line' | 'text'>;
  readonly lost?: LostCall;
}

/** A step whose commands call scripts of the repository. */
interface CallingStep extends WorkflowStep {
  readonly scripts?: readonly CalledScript[];
}

/** Returns the scripts of the repository that a step calls, directly or through others. */
export function calledScripts(step: CallingStep): readonly CalledScript[] {
  return step.scripts ?? [];
}

/** Returns all commands of a job's scripts in file order, following `working-directory` and `cd`. */
export function placedCommands(workflow: Workflow, job: WorkflowJob): readonly PlacedCommand[] {
  return commandsIn(workflow)(job);
}

const commandsIn = memoize((workflow: Workflow) =>
  memoize((job: WorkflowJob) => placeCommands(workflow, job)),
);

function placeCommands(workflow: Workflow, job: WorkflowJob): readonly PlacedCommand[] {
  const exported: (readonly [string, string])[] = [];
  return job.steps.flatMap((step) => {
    const script = scriptOfStep(step)?.script;
    if (script === undefined) return [];
    const own = envOf(workflow.env, job.env ?? []);
    const env: Env = new Map([...own, ...exported, ...envOf(step.env)]);
    const { path } = workflow;
    const commands = [{ path, script }, ...calledScripts(step)].flatMap((called) => {
      const follow = variableFollower(env);
      return placedIn(called.script).map((command) => ({
        ...command,
        path: called.path,
        step,
        env: follow(command),
      }));
    });
    exported.push(...exportedBy(commands));
    return commands;
  });
}

type Env = ReadonlyMap<string, string>;

/**
 * Returns the environment of each command: what the workflow sets, the variables that the script has set before, and
 * those in front of the command. A variable of a branch or a loop can have several values, so it is not known.
 */
function variableFollower(env: Env): (command: Command) => Env {
  let known = env;
  return ({ words, assignments, depth }) => {
    const declares = /^(?:export|readonly|declare|local|typeset)$/.test(words[0] ?? '');
    const set = declares ? words.slice(1) : assignments;
    const pairs = set.flatMap((text) => assignmentIn(text, known));
    if (pairs.length === 0) return known;
    if (!declares && words.length > 0) return withValues(known, pairs);
    const once = depth === 0 ? pairs : pairs.map(([name]) => [name, undefined] as const);
    known = withValues(known, once);
    return known;
  };
}

type Assigned = readonly (readonly [name: string, value: string | undefined])[];

function withValues(env: Env, pairs: Assigned): Env {
  const next = new Map(env);
  for (const [name, value] of pairs) {
    if (value === undefined) next.delete(name);
    else next.set(name, value);
  }
  return next;
}

/** Returns the name and the value of an assignment; a value that a command or an expression makes is unknown. */
function assignmentIn(text: string, known: Env): Assigned {
  const [, name, given = ''] = /^([A-Za-z_]\w*)=(.*)$/s.exec(text) ?? [];
  if (name === undefined) return [];
  const value = withEnv(given, known);
  return [[name, /[$`]/.test(value) ? undefined : value]];
}

/** Returns what `echo NAME=value >> $GITHUB_ENV` sets for the next steps. */
function exportedBy(commands: readonly PlacedCommand[]): readonly (readonly [string, string])[] {
  return commands.flatMap(({ words, redirects, env, depth }) => {
    const exports = redirects.some(({ target }) => /GITHUB_ENV\b/.test(target));
    if (words[0] !== 'echo' || !exports || depth > 0) return [];
    return assignmentIn(words.slice(1).join(' '), env).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as const],
    );
  });
}

/** Returns the commands of a script with the folder each runs in. */
export function placedIn(script: Script): readonly PlacedWords[] {
  const follow = folderFollower(script.directory ?? '');
  return commandsOf(script).map((command) => ({ ...command, folder: follow(command) }));
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

/** Options before the verb that choose a folder (the tools' own documentation, read 2026-11-29). */
const folderOptions: Readonly<Record<string, readonly string[]>> = {
  npm: ['--prefix', '-C'],
  pnpm: ['--dir', '-C', '--prefix'],
  yarn: ['--cwd'],
  bun: ['--cwd'],
  uv: ['--directory', '--project'],
  poetry: ['-C', '--directory', '-P', '--project'],
  composer: ['-d', '--working-dir'],
  cargo: ['-C'],
  go: ['-C'],
  make: ['-C', '--directory'],
  just: ['-d', '--working-directory'],
  task: ['-d', '--dir'],
};

/** Returns a command without the option that names its folder, and that folder; '' for its own. */
export function folderOption(words: readonly string[]): {
  readonly words: readonly string[];
  readonly folder: string;
} {
  const options = Object.hasOwn(folderOptions, words[0] ?? '')
    ? (folderOptions[words[0] ?? ''] ?? [])
    : [];
  const at = words.findIndex((word) => options.includes(word.replace(/=.*$/s, '')));
  const word = words[at];
  if (word === undefined) return { words, folder: '' };
  const inline = /=(.*)$/s.exec(word)?.[1];
  const rest = words.slice(at + (inline === undefined ? 2 : 1));
  return { words: [...words.slice(0, at), ...rest], folder: inline ?? words[at + 1] ?? '' };
}

/** Replaces `${{ env.X }}`, `$X` and `${X}` by the workflow's values; unknown ones stay. */
export function withEnv(text: string, env: ReadonlyMap<string, string>): string {
  return text.replace(
    /\$\{\{ *env\.(\w+) *\}\}|\$\{(\w+)\}|\$(\w+)/g,
    (whole, expression, braced, bare) => env.get(expression ?? braced ?? bare) ?? whole,
  );
}

/**
 * Actions that run a command from an input, some of which retry it (their READMEs, read 2026-11-30). The emulator of
 * Android runs each line on its own and stops at the first that fails.
 */
const runningAction =
  /^(?:nick-fields|nick-invision)\/retry@|^(?:Wandalen\/wretry\.action|reactivecircus\/android-emulator-runner|coactions\/setup-xvfb|GabrielBB\/xvfb-action)@/i;

/** The script of a step, and how often it is retried. */
interface StepScript {
  readonly script: Script;
  readonly retries: number;
}

/**
 * Returns the script of a step, or the command that it runs in a container; undefined for a step with neither.
 */
export function scriptOfStep(step: WorkflowStep): StepScript | undefined {
  const { run, uses, with: inputs } = step;
  if (run !== undefined) return { script: run, retries: 0 };
  if (runsInContainer(step)) {
    const script = containerScript(inputs);
    return script === undefined ? undefined : { script, retries: 0 };
  }
  return runningAction.test(uses?.uses ?? '') ? scriptOfInputs(inputs) : undefined;
}

/** Whether a step starts a container of its own; the step of a Docker action has no `uses`. */
export function runsInContainer({ run, uses }: Pick<WorkflowStep, 'run' | 'uses'>): boolean {
  return run === undefined && (uses === undefined || uses.uses.startsWith('docker://'));
}

/** A block's lines are below its key, any other value is on the key's line. */
const scriptOfInputs = memoize((inputs: readonly KeyedText[]): StepScript | undefined => {
  const command = inputs.find(({ key }) => /^(?:command|script|run)$/.test(key));
  if (command === undefined) return undefined;
  const attempts = inputs.find(({ key }) => /^(?:max_attempts|attempt_limit)$/.test(key));
  const block = command.value.trimEnd().includes('\n');
  const line = block ? command.line + 1 : command.line;
  const script = { text: command.value, line, shell: '' };
  return { script, retries: Math.max(0, Number(attempts?.value ?? 1) - 1 || 0) };
});
