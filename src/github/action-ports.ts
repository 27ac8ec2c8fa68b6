import { existsSync } from 'node:fs';
import {
  endGroup,
  error,
  getInput,
  info,
  notice,
  saveState,
  setOutput,
  startGroup,
  summary,
  warning,
} from '@actions/core';
import { context } from '@actions/github';
import { redact } from '../lib/redact.ts';
import { safeLogLine } from '../lib/sanitize.ts';
import type { EventFacts, Inputs, Log, Results } from '../model/world.ts';

/** Writes the step's outputs, summary and state to the files of the runner. */
export const actionResults: Results = {
  output: (name, value) => setOutput(name, redact(value)),
  keep: (name, value) => saveState(name, value),
  async summary(markdown) {
    await summary.emptyBuffer().addRaw(markdown).write({ overwrite: true });
  },
};

function safe(message: string): string {
  return redact(message).split(/\r?\n/).map(safeLogLine).join('\n');
}

/** Writes the step's log. No line can start a workflow command, whatever text it quotes. */
export const actionLog: Log = {
  info: (message) => info(safe(message)),
  warning: (message) => warning(safe(message)),
  error: (message) => error(safe(message)),
  notice: (message, { path, line, title }) =>
    notice(safe(message), { file: path, startLine: line, title: safeLogLine(title) }),
  async group(title, body) {
    startGroup(safeLogLine(title));
    try {
      return await body();
    } finally {
      endGroup();
    }
  },
};

/** Every input of `action.yml`, in the same order. */
export const inputNames = [
  'github-token',
  'milestone',
  'config',
  'workflows',
  'artifacts',
  'reports',
  'wait-minutes',
  'comment',
  'docs',
  'docs-path',
  'status',
  'status-name',
  'fail-on',
  'minimum-score',
  'without-milestone',
  'evidence',
  'audit-key',
  'dry-run',
] as const;

/** Returns the inputs, trimmed; a missing one is empty. */
export function actionInputs(): Inputs {
  return Object.fromEntries(inputNames.map((name) => [name, getInput(name)]));
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** The parts of the toolkit's context that an audit needs. */
export type ToolkitContext = Pick<
  typeof context,
  | 'eventName'
  | 'payload'
  | 'sha'
  | 'ref'
  | 'runId'
  | 'runAttempt'
  | 'runNumber'
  | 'job'
  | 'workflow'
  | 'serverUrl'
  | 'actor'
>;

/** The toolkit reads the runner's variables when a context is made, the first time on import. */
const Context = context.constructor as new () => ToolkitContext;

/** Throws when the event file does not exist: the toolkit only prints that, and goes on without it. */
function currentContext({ GITHUB_EVENT_PATH: path = '' }: Environment): ToolkitContext {
  if (path !== '' && !existsSync(path)) throw new Error(`the event file ${path} does not exist`);
  return new Context();
}

/**
 * Returns the event as the toolkit reads it (actions/toolkit, packages/github, read 2026-11-22). The
 * toolkit's context lacks the runner's name.
 */
export function actionEvent(
  env: Environment,
  toolkit: ToolkitContext = currentContext(env),
): EventFacts {
  // Outside of Actions the toolkit's numbers are NaN.
  const number = (value: number): number => value || 0;
  return {
    name: toolkit.eventName ?? '',
    payload: toolkit.payload,
    sha: toolkit.sha ?? '',
    ref: toolkit.ref ?? '',
    runId: number(toolkit.runId),
    runAttempt: number(toolkit.runAttempt),
    runNumber: number(toolkit.runNumber),
    job: toolkit.job ?? '',
    runnerName: env['RUNNER_NAME'] ?? '',
    workflow: toolkit.workflow ?? '',
    ...workflowPath(env),
    serverUrl: toolkit.serverUrl,
    actor: toolkit.actor ?? '',
  };
}

/** Parses `owner/name/.github/workflows/audit.yml@refs/heads/main` ("Variables", read 2026-11-30). */
function workflowPath({ GITHUB_WORKFLOW_REF: ref = '' }: Environment) {
  const [path = ''] = ref.split('/').slice(2).join('/').split('@');
  return path === '' ? {} : { workflowPath: path };
}
