import { readFileSync } from 'node:fs';
import type { EventFacts } from '../model/world.ts';
import { fieldsOf } from './reading.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The event's payload. The runner always writes it; an unreadable one is a broken promise. */
function payloadAt(path: string | undefined): EventFacts['payload'] {
  if (path === undefined || path === '') return {};
  try {
    return fieldsOf(JSON.parse(readFileSync(path, 'utf8')), 'the event');
  } catch (cause) {
    throw new Error(`the event's payload could not be read from ${path}`, { cause });
  }
}

/** What the runner tells of the event (actions/runner v2.336.0, GitHubContext.cs, read 2026-11-22). */
export function actionEvent(env: Environment): EventFacts {
  const text = (name: string): string => env[name] ?? '';
  const number = (name: string): number => Number(env[name]) || 0;
  return {
    name: text('GITHUB_EVENT_NAME'),
    payload: payloadAt(env['GITHUB_EVENT_PATH']),
    sha: text('GITHUB_SHA'),
    ref: text('GITHUB_REF'),
    runId: number('GITHUB_RUN_ID'),
    runAttempt: number('GITHUB_RUN_ATTEMPT'),
    runNumber: number('GITHUB_RUN_NUMBER'),
    job: text('GITHUB_JOB'),
    runnerName: text('RUNNER_NAME'),
    workflow: text('GITHUB_WORKFLOW'),
    serverUrl: text('GITHUB_SERVER_URL') || 'https://github.com',
    actor: text('GITHUB_ACTOR'),
  };
}
