import { context } from '@actions/github';
import type { EventFacts } from '../model/world.ts';

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
