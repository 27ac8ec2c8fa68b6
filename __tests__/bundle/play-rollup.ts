import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import type { Sandbox } from '../../sandbox/start-sandbox.ts';
import { runGit } from '../local/a-repository.ts';
import { filledIn, holds } from './expression.ts';

/*
 * Plays the reusable workflow of the roll-up: every command of its steps runs in a shell, with the
 * embedded GitHub, and a repository on disk in place of the server's. What three actions do is done
 * here: fetching this action, and uploading and downloading artifacts.
 */

const ROOT = join(import.meta.dirname, '../..');

interface Step {
  readonly id?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, string>>;
}

interface Job {
  readonly if?: string;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly strategy?: { readonly 'max-parallel': number; readonly matrix: Matrix };
  readonly steps: readonly Step[];
}

type Matrix = Readonly<Record<string, string>>;

export interface PlayedJob {
  readonly id: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly log: string;
}

/** A repository on disk, the runs, and a program `date` that always says the same day. */
export interface Desk {
  readonly folder: string;
  readonly pages: string;
  remove(): void;
}

export function aDesk(repository: string): Desk {
  const folder = mkdtempSync(join(tmpdir(), 'milestone-audit-rollup-'));
  const pages = join(folder, 'server', repository);
  mkdirSync(pages, { recursive: true });
  const date = join(folder, 'bin', 'date');
  mkdirSync(dirname(date));
  writeFileSync(date, '#!/bin/sh\necho 2026-07-01\n', { mode: 0o755 });
  runGit(pages, 'init', '--quiet', '--bare', '--initial-branch=main', '--template=');
  return { folder, pages, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Plays one run; jobs come in the order of the file. Throws when a command fails. */
export async function playRollup(
  sandbox: Sandbox,
  { folder }: Desk,
  organization: string,
): Promise<readonly PlayedJob[]> {
  const text = readFileSync(join(ROOT, '.github/workflows/rollup.yml'), 'utf8');
  const { jobs } = parse(text) as { readonly jobs: Readonly<Record<string, Job>> };
  const run = mkdtempSync(join(folder, 'run-'));
  const shared = {
    github: { repository: sandbox.repository, token: sandbox.token },
    inputs: { organization, commit: 'v1' },
    secrets: { token: sandbox.token },
    job: {},
  };
  const needs: Record<string, object> = {};
  const played: PlayedJob[] = [];
  for (const [id, job] of Object.entries(jobs)) {
    const base = { ...shared, needs, matrix: {}, strategy: {} };
    if (!holds(job.if, base)) {
      needs[id] = { result: 'skipped', outputs: {} };
      continue;
    }
    for (const contexts of matrixJobsOf(job, base)) {
      const one = await playJob(id, job, { ...base, ...contexts }, { sandbox, run, folder });
      needs[id] = { result: 'success', outputs: one.outputs };
      played.push(one);
    }
  }
  return played;
}

/** Returns the contexts of each job of a matrix. */
function matrixJobsOf({ strategy }: Job, contexts: object): readonly object[] {
  if (strategy === undefined) return [{}];
  const [[key, value] = ['', '']] = Object.entries(strategy.matrix);
  const values = JSON.parse(filledIn(value.replace('fromJSON', ''), contexts)) as string[];
  return values.map((one, index) => ({
    matrix: { [key]: one },
    strategy: { ...strategy, 'job-index': index, 'job-total': values.length },
  }));
}

interface Machine {
  readonly sandbox: Sandbox;
  /** Folder of the run, which has its artifacts. */
  readonly run: string;
  readonly folder: string;
}

async function playJob(
  id: string,
  job: Job,
  contexts: object,
  machine: Machine,
): Promise<PlayedJob> {
  const workspace = mkdtempSync(join(machine.run, `${id}-`));
  const steps: Record<string, object> = {};
  const files = { output: join(workspace, '.output'), summary: join(workspace, '.summary') };
  let log = '';
  for (const step of job.steps) {
    for (const path of Object.values(files)) writeFileSync(path, '', { flag: 'a' });
    if (step.uses !== undefined) act(step, contexts, workspace, machine.run);
    else log += await shell(step, contexts, workspace, files, machine);
    if (step.id !== undefined) steps[step.id] = { outputs: outputsIn(files.output) };
  }
  const outputs = Object.entries(job.outputs ?? {}).map(([name, value]) => [
    name,
    filledIn(value, { ...contexts, steps }),
  ]);
  const summary = readFileSync(files.summary, 'utf8');
  return { id, outputs: Object.fromEntries(outputs) as Record<string, string>, summary, log };
}

/** Does what an action does that comes from elsewhere. */
function act(
  { uses = '', with: given = {} }: Step,
  contexts: object,
  workspace: string,
  run: string,
): void {
  const input = (name: string): string => filledIn(given[name] ?? '', contexts);
  const artifacts = join(run, 'artifacts');
  const path = join(workspace, input('path'));
  switch (uses.split('@')[0]) {
    case 'actions/checkout':
      symlinkSync(ROOT, path);
      return;
    case 'actions/upload-artifact':
      if (existsSync(path)) cpSync(path, join(artifacts, input('name')), { recursive: true });
      return;
    case 'actions/download-artifact': {
      const names = existsSync(artifacts) ? readdirSync(artifacts) : [];
      const start = input('pattern').replace(/\*$/, '');
      for (const name of names.filter((one) => one.startsWith(start))) {
        cpSync(join(artifacts, name), join(path, name), { recursive: true });
      }
      return;
    }
    default:
      throw new Error(`${uses} is not played`);
  }
}

async function shell(
  { run = '', env: given = {} }: Step,
  contexts: object,
  workspace: string,
  files: { readonly output: string; readonly summary: string },
  { sandbox, folder }: Machine,
): Promise<string> {
  const named = Object.entries(given).map(([key, value]) => [key, filledIn(value, contexts)]);
  const server = sandbox.world.serverUrl;
  const env = {
    PATH: `${join(folder, 'bin')}${delimiter}${process.env['PATH']}`,
    HOME: workspace,
    RUNNER_TEMP: folder,
    GITHUB_OUTPUT: files.output,
    GITHUB_STEP_SUMMARY: files.summary,
    GITHUB_REPOSITORY: sandbox.repository,
    GITHUB_SERVER_URL: server,
    GITHUB_API_URL: sandbox.url,
    GITHUB_GRAPHQL_URL: sandbox.graphqlUrl,
    GIT_CONFIG_GLOBAL: devNull,
    GIT_CONFIG_NOSYSTEM: '1',
    // The repository of the pages is on disk.
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: `url.${join(folder, 'server')}/.insteadOf`,
    GIT_CONFIG_VALUE_0: `https://x-access-token:${sandbox.token}@${server.replace('https://', '')}/`,
    ...(Object.fromEntries(named) as Record<string, string>),
  };
  // As the runner starts a step without a `shell`.
  const { stderr } = await promisify(execFile)('bash', ['-e', '-c', run], { cwd: workspace, env });
  return stderr;
}

function outputsIn(path: string): Readonly<Record<string, string>> {
  const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean);
  const pairs = lines.map((line) => [
    line.slice(0, line.indexOf('=')),
    line.slice(line.indexOf('=') + 1),
  ]);
  return Object.fromEntries(pairs) as Record<string, string>;
}
