import { joinPath } from '../lib/glob.ts';
import { memoize } from '../lib/memoize.ts';
import type {
  Concern,
  Unread,
  Use,
  Workflow,
  WorkflowFile,
  WorkflowJob,
} from '../model/workflow.ts';
import { baseName } from './parse/file-names.ts';
import { isAction, localPath, pathAsCalled } from './parse/uses.ts';
import { scriptCallOf } from './scripts/script-calls.ts';
import { isProgramVariable, unwrap } from './shell/classify-command.ts';
import { commandVariants } from './shell/command-variants.ts';
import { readShell } from './shell/commands.ts';
import {
  type PlacedCommand,
  placedCommands,
  scriptOfStep,
  withEnv,
} from './shell/placed-commands.ts';

/** A part of a workflow file that is not understood, with its file. */
export interface PlacedUnread extends Unread {
  readonly path: string;
  /** It runs in another repository. */
  readonly foreign?: boolean;
}

/** Keys that the config declares irrelevant, with the reason; the option `workflow-keys`. */
export type AcceptedKeys = Readonly<Record<string, string>>;

/**
 * Returns everything in the workflow files that is not understood: unknown keys and values, scripts that cannot
 * be read, commands and images that an expression decides, and called files that are not in the repository.
 * What each could hide is in `hides`, so a rule stays known where nothing concerns it. Keys that the config
 * accepts are left out. Sorted by path and line.
 */
export function unreadParts(
  files: readonly WorkflowFile[],
  accepted: AcceptedKeys = {},
): readonly PlacedUnread[] {
  return allUnread(files).filter(({ key }) => key === undefined || !Object.hasOwn(accepted, key));
}

/** Returns the unread parts that could hide something of a concern. */
export function unreadOf(
  concern: Concern,
  files: readonly WorkflowFile[],
  accepted: AcceptedKeys = {},
): readonly PlacedUnread[] {
  return unreadParts(files, accepted).filter(({ hides }) => hides.includes(concern));
}

const allUnread = memoize((files: readonly WorkflowFile[]): readonly PlacedUnread[] => {
  const workflows = files.flatMap((file) => (file.state === 'present' ? [file.workflow] : []));
  const known = new Set(workflows.map(pathAsCalled));
  return workflows
    .flatMap((workflow) => [
      ...(workflow.unread ?? []).map((one) => ({ ...one, path: workflow.path })),
      ...workflow.jobs.flatMap((job) => [
        ...scriptsOf(workflow, job),
        ...commandsOf(workflow, job),
        ...callsOf(workflow, job, known),
        ...imagesOf(workflow, job),
      ]),
    ])
    .toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line));
});

const IN_SCRIPTS: readonly Concern[] = ['check', 'install', 'download'];
const IN_CALLED: readonly Concern[] = [...IN_SCRIPTS, 'runtime'];

function scriptsOf({ path }: Workflow, job: WorkflowJob): readonly PlacedUnread[] {
  return job.steps.flatMap((step) => {
    const script = scriptOfStep(step)?.script;
    const gaps = script === undefined ? [] : readShell(script).gaps;
    const what = `script of ${step.name === '' ? 'a step' : `"${step.name}"`}`;
    const line = script?.line ?? step.line;
    return gaps.map(({ why, hides }) => ({
      ...{ path, line, what, why, hides, job: job.id, step: step.name },
    }));
  });
}

function commandsOf(workflow: Workflow, job: WorkflowJob): readonly PlacedUnread[] {
  return unresolvedCommands(workflow, job).map(({ command: { line, text, step }, why }) => ({
    ...{ path: workflow.path, line, what: text, why, hides: IN_SCRIPTS },
    ...{ job: job.id, step: step.name },
  }));
}

/**
 * Actions of the repository that are not there (built by a step), and reusable workflows and checked out actions of
 * other repositories: what runs in them cannot be seen.
 */
function callsOf(
  { path }: Workflow,
  job: WorkflowJob,
  known: ReadonlySet<string>,
): readonly PlacedUnread[] {
  const uses = [
    ...(job.uses === undefined ? [] : [{ use: job.uses, step: '' }]),
    ...job.steps.flatMap(({ uses: use, name }) => (use === undefined ? [] : [{ use, step: name }])),
  ];
  const foreign = foreignFolders(job);
  return uses.flatMap(({ use, step }): readonly PlacedUnread[] => {
    const why = whyUnseen(use, known, foreign);
    if (why === undefined) return [];
    const place = { path, line: use.line, what: `uses: ${use.uses}`, job: job.id, step };
    return why === NOT_READ
      ? [{ ...place, why, hides: [...IN_CALLED, 'uses'] }]
      : [{ ...place, why, hides: IN_CALLED, foreign: true }];
  });
}

const NOT_READ = 'the called file was not read';

/** Folders into which a step of the job checks out a repository that it names. */
function foreignFolders({ steps }: WorkflowJob): readonly string[] {
  return steps.flatMap((step) => {
    if (!isAction(step.uses?.uses, 'actions/checkout')) return [];
    const input = (name: string) => step.with.find(({ key }) => key === name)?.value ?? '';
    const folder = joinPath('', input('path'));
    return input('repository') === '' || folder === '' ? [] : [folder];
  });
}

function whyUnseen(
  { uses, pin, kind }: Use,
  known: ReadonlySet<string>,
  foreign: readonly string[],
): string | undefined {
  if (pin === 'local' && !known.has(localPath(uses))) {
    const path = `${localPath(uses)}/`;
    const elsewhere = foreign.some((folder) => path.startsWith(`${folder}/`));
    return elsewhere ? 'the action is in another repository' : NOT_READ;
  }
  return kind === 'reusable-workflow' && pin !== 'local'
    ? 'the workflow is in another repository'
    : undefined;
}

/** What such an image downloads is an item of its rule. */
function imagesOf({ path }: Workflow, job: WorkflowJob): readonly PlacedUnread[] {
  return job.images
    .filter(({ uses, role }) => role === 'container' && uses.includes('${{'))
    .map(({ uses, line }) => ({
      ...{ path, line, what: uses, why: 'an expression decides which image runs' },
      hides: ['runtime'],
      ...{ job: job.id, step: '' },
    }));
}

/** A command whose program a variable, an expression, or the output of another command decides. */
interface UnresolvedCommand {
  readonly command: PlacedCommand;
  readonly why: string;
}

/** Returns the commands of a job whose program is not in the file, in file order. */
function unresolvedCommands(workflow: Workflow, job: WorkflowJob): readonly UnresolvedCommand[] {
  return placedCommands(workflow, job).flatMap((command) => {
    const whys = commandVariants(command, workflow, job).map((one) =>
      isPowershell(command) ? calledBy(one) : unresolved(unwrap(one.words)),
    );
    const unnamed = runsUnnamed(command, workflow, job) ? SCRIPT : undefined;
    const why = whys.find((one) => one !== undefined) ?? unnamed;
    return why === undefined ? [] : [{ command, why }];
  });
}

const SCRIPT = 'a variable or an expression decides which script runs';

/** Whether only the run knows which script or task a command runs: `npm run $TASK`, `mvn -B $GOAL`. */
export function runsUnnamed(command: PlacedCommand, workflow: Workflow, job: WorkflowJob): boolean {
  const { path, env } = command;
  // A script of the repository gets its arguments from its callers.
  const own = path === workflow.path ? commandVariants(command, workflow, job) : [];
  return own.some(({ words }) => namesUnknown(unwrap(words).map((word) => withEnv(word, env))));
}

/** Tools that run phases or tasks of a project by their names. */
const taskTools = /^(?:mvnw?|gradlew?|sbt|nx|turbo|lerna)$/;

/** Whether every script or task that a command names is a variable. */
function namesUnknown(words: readonly string[]): boolean {
  const [program = '', ...rest] = words;
  const call = scriptCallOf(words.filter((_, at) => !/^(?:-j|--jobs)$/.test(words[at - 1] ?? '')));
  const file = call?.tool === 'file' ? baseName(call.file ?? '') : '';
  const names = taskTools.test(baseName(program))
    ? rest.filter((word) => !/^-|^run(?:-many)?$/.test(word))
    : [...(call?.names ?? []), file].filter((name) => name !== '');
  return names.length > 0 && names.every((name) => name.includes('$'));
}

function isPowershell({ step }: PlacedCommand): boolean {
  const script = scriptOfStep(step)?.script;
  return script !== undefined && readShell(script).language === 'powershell';
}

/** In PowerShell a statement that begins with a variable is a value, unless `&` calls it. */
function calledBy({ text, words: [program = '', ...rest] }: PlacedCommand): string | undefined {
  if (/^(?:iex|invoke-expression)$/i.test(program)) return evaluates(rest);
  return /^[&.]\s*["']?\$/.test(text) || program.startsWith('${{') ? VARIABLE : undefined;
}

const VARIABLE = 'a variable or an expression decides which program runs';

function unresolved([program = '', ...rest]: readonly string[]): string | undefined {
  if (program === 'eval') return evaluates(rest);
  // The last part of a path is the program: `$HOME/bin/tool`, `$(npm bin)/jest`.
  const named =
    /^\$(?:\([^()]*\)|\{?\w+\}?|\{\{ ?github\.(?:workspace|action_path) ?\}\})\/[\w./-]+$/.test(
      program,
    );
  if (named || isProgramVariable(program)) return undefined;
  return /^(?:\$|`|%\w+%)/.test(program) ? VARIABLE : undefined;
}

/** Tools that print assignments for the shell, which run nothing (their own documentation, read 2026-11-29). */
const printsAssignments =
  /ssh-agent|\bshellenv\b|\b(?:opam|fnm|direnv|mise|dircolors|luarocks|docker-env|docker-machine|activate|hook|init|export|env|path)\b/;

function evaluates(words: readonly string[]): string | undefined {
  const text = words.join(' ');
  if (!/[$`]/.test(text) || printsAssignments.test(text)) return undefined;
  return 'the evaluated text is not in the file';
}
