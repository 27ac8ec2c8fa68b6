import { randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import type { ActionStart } from './action-start.ts';
import { parseEnvFile } from './env-file.ts';
import { type ProcessEnd, run } from './run-process.ts';
import { parseWorkflowCommands, type WorkflowCommand } from './workflow-commands.ts';

export interface ActionEnd {
  readonly exitCode: number | null;
  /** stdout and stderr in the order they came. */
  readonly log: string;
  readonly commands: readonly WorkflowCommand[];
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  /** How the `post` step ended; undefined when the main one left no state and it had nothing to do. */
  readonly post: ProcessEnd | undefined;
  readonly temp: string;
  readonly milliseconds: number;
}

const FILES = {
  path: 'add_path_',
  env: 'set_env_',
  step_summary: 'step_summary_',
  state: 'save_state_',
  output: 'set_output_',
} as const;

/**
 * Starts a JavaScript action as GitHub's runner does: its environment, its files, the workspace as
 * working directory, standard input closed, inputs filled in from `action.yml`.
 *
 * Source: actions/runner v2.336.0, `NodeScriptActionHandler.cs`, `FileCommandManager.cs` and
 * `ProcessInvoker.cs` (read 2026-11-22).
 */
export async function runAction(start: ActionStart): Promise<ActionEnd> {
  const temp = join(start.folder, 'temp');
  const workspace = join(start.folder, 'workspace');
  const files = await makeFiles(start, temp);
  await mkdir(workspace, { recursive: true });
  const manifest = parse(await readFile(join(start.action, 'action.yml'), 'utf8')) as Manifest;
  const env = {
    ...inherited(),
    ...start.env,
    ...inputsOf(manifest, start),
    ...githubOf(start, temp, workspace, files),
  };
  const began = performance.now();
  const script = join(start.action, manifest.runs.main);
  const { exitCode, log } =
    start.warm === undefined
      ? await run(start, script, env, workspace)
      : await start.warm.run(script, env, workspace);
  const post = await afterwards(start, manifest, env, workspace, files);
  return {
    exitCode,
    log,
    post,
    commands: parseWorkflowCommands(log),
    outputs: parseEnvFile(await readFile(files.output, 'utf8')),
    summary: await readFile(files.step_summary, 'utf8'),
    temp,
    milliseconds: performance.now() - began,
  };
}

interface Manifest {
  readonly inputs?: Readonly<Record<string, { readonly default?: unknown }>>;
  readonly runs: { readonly main: string; readonly post?: string };
}

/**
 * The `post` step: it gets the state that the main one saved, whatever became of that. The runner
 * starts it always; here a start is saved where there is no state, and a test shows that it does
 * nothing then.
 */
async function afterwards(
  start: ActionStart,
  { runs }: Manifest,
  env: Record<string, string>,
  cwd: string,
  files: RunnerFiles,
): Promise<ActionEnd['post']> {
  const saved = parseEnvFile(await readFile(files.state, 'utf8'));
  const state = Object.entries(saved).map(([key, value]) => [`STATE_${key}`, value]);
  if (runs.post === undefined || state.every(([, value]) => value === '')) return undefined;
  const { cancel: _, kill: __, ...quiet } = start;
  const all = { ...env, ...Object.fromEntries(state) };
  // The post script imports the main one, which a warm process would not evaluate again.
  return start.warm === undefined
    ? run(quiet, join(start.action, runs.post), all, cwd)
    : start.warm.run(join(start.action, runs.main), all, cwd);
}

/** The one expression the action's inputs default to. */
const TOKEN_EXPRESSION = /\$\{\{ github\.token \}\}/;

type RunnerFiles = Readonly<Record<keyof typeof FILES | 'event', string>>;

async function makeFiles(start: ActionStart, temp: string): Promise<RunnerFiles> {
  const commands = join(temp, '_runner_file_commands');
  const event = join(temp, '_github_workflow', 'event.json');
  await mkdir(commands, { recursive: true });
  await mkdir(dirname(event), { recursive: true });
  await writeFile(event, JSON.stringify(start.event.payload));
  const id = randomUUID();
  const entries = Object.entries(FILES).map(
    ([key, prefix]) => [key, join(commands, prefix + id)] as const,
  );
  await Promise.all(entries.map(([, path]) => writeFile(path, '')));
  return { ...Object.fromEntries(entries), event } as unknown as RunnerFiles;
}

/** What any process needs; nothing else of this machine is passed on. */
function inherited(): Record<string, string> {
  const names = [
    'PATH',
    'HOME',
    'USERPROFILE',
    'SystemRoot',
    'TEMP',
    'TMP',
    'NODE_EXTRA_CA_CERTS',
    'NODE_V8_COVERAGE',
  ];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function inputsOf(manifest: Manifest, start: ActionStart): Record<string, string> {
  const defaults = Object.entries(manifest.inputs ?? {}).map(([name, input]): [string, string] => [
    name,
    String(input.default ?? '').replace(TOKEN_EXPRESSION, start.token),
  ]);
  const all = { ...Object.fromEntries(defaults), ...start.inputs };
  return Object.fromEntries(
    Object.entries(all).map(([name, value]) => [
      `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
      value,
    ]),
  );
}

function githubOf(
  start: ActionStart,
  temp: string,
  workspace: string,
  files: RunnerFiles,
): Record<string, string> {
  const github = {
    action: '__self',
    actor: 'octocat',
    job: 'audit',
    run_id: '1',
    run_number: '1',
    run_attempt: '1',
    ref_protected: 'false',
    retention_days: '90',
    workflow: 'Audit',
    server_url: 'https://github.com',
    ...start.github,
    event_name: start.event.name,
    event_path: files.event,
    workspace,
    path: files.path,
    env: files.env,
    step_summary: files.step_summary,
    state: files.state,
    output: files.output,
  };
  const named = Object.entries(github).map(([key, value]) => [
    `GITHUB_${key.toUpperCase()}`,
    value,
  ]);
  return {
    ...Object.fromEntries(named),
    GITHUB_ACTIONS: 'true',
    CI: 'true',
    RUNNER_OS: 'Linux',
    RUNNER_ARCH: 'X64',
    RUNNER_NAME: 'sandbox-runner',
    RUNNER_ENVIRONMENT: 'github-hosted',
    RUNNER_TEMP: temp,
    RUNNER_TOOL_CACHE: join(temp, 'tools'),
    RUNNER_WORKSPACE: dirname(workspace),
  };
}
