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
import { safeLogLine } from '../lib/workflow-command.ts';
import type { EventFacts, Inputs, Log, Results } from '../model/world.ts';

/** The step's outputs, summary and state, through the files the runner set up for them. */
export const actionResults: Results = {
  output: (name, value) => setOutput(name, value),
  keep: (name, value) => saveState(name, value),
  async summary(markdown) {
    await summary.emptyBuffer().addRaw(markdown).write({ overwrite: true });
  },
};

function safe(message: string): string {
  return message.split(/\r?\n/).map(safeLogLine).join('\n');
}

/** The step's log. No line of it can start a workflow command, whatever it repeats from outside. */
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

/** Every input of `action.yml`, in its order. */
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

/** Inputs as the runner hands them over, trimmed; one that was not given is empty. */
export function actionInputs(): Inputs {
  return Object.fromEntries(inputNames.map((name) => [name, getInput(name)]));
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** The parts of the toolkit's context that an audit is about. */
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

/**
 * What the runner tells of the event, as the toolkit reads it (actions/toolkit, packages/github,
 * read 2026-11-22). The runner's own name is not part of its context.
 */
export function actionEvent(env: Environment, toolkit: ToolkitContext = context): EventFacts {
  // Outside of Actions the toolkit has no numbers, and says NaN.
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
    serverUrl: toolkit.serverUrl,
    actor: toolkit.actor ?? '',
  };
}
