import { readFileSync } from 'node:fs';
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

/**
 * Returns the event from the runner's variables (docs.github.com, "Variables reference", read
 * 2026-11-22). The toolkit's context reads them when it is imported, and then never again.
 */
export function actionEvent(env: Environment): EventFacts {
  const text = (name: string): string => env[name] ?? '';
  const number = (name: string): number => Number.parseInt(text(name), 10) || 0;
  const path = text('GITHUB_EVENT_PATH');
  return {
    name: text('GITHUB_EVENT_NAME'),
    payload: path === '' ? {} : JSON.parse(readFileSync(path, 'utf8')),
    sha: text('GITHUB_SHA'),
    ref: text('GITHUB_REF'),
    runId: number('GITHUB_RUN_ID'),
    runAttempt: number('GITHUB_RUN_ATTEMPT'),
    runNumber: number('GITHUB_RUN_NUMBER'),
    job: text('GITHUB_JOB'),
    runnerName: text('RUNNER_NAME'),
    workflow: text('GITHUB_WORKFLOW'),
    serverUrl: env['GITHUB_SERVER_URL'] ?? 'https://github.com',
    actor: text('GITHUB_ACTOR'),
  };
}
