import type { ListedJob, ListedRun } from '../model/forge.ts';
import type { Result } from '../model/result.ts';
import type { Client } from './client.ts';
import {
  type Fields,
  fieldsIn,
  fieldsOf,
  maybeText,
  numberOf,
  numberOr,
  textOf,
  textOr,
} from './decode.ts';
import { askAllPages } from './pages.ts';
import { progressOf } from './progress.ts';

const permission = 'actions: read';

function runOf(run: Fields): ListedRun {
  const createdAt = textOf(run, 'created_at');
  return {
    id: numberOf(run, 'id'),
    workflow: textOr(run, 'name', ''),
    // A reusable or required workflow's path carries its ref: `path@refs/heads/main`.
    path: textOr(run, 'path', '').replace(/@.*$/, ''),
    event: textOr(run, 'event', ''),
    headSha: textOf(run, 'head_sha'),
    headBranch: textOr(run, 'head_branch', ''),
    headRepository: textOr(fieldsIn(run, 'head_repository'), 'full_name', ''),
    runNumber: numberOr(run, 'run_number', 0),
    attempt: numberOr(run, 'run_attempt', 1),
    progress: progressOf(run),
    url: textOr(run, 'html_url', ''),
    createdAt,
    startedAt: textOr(run, 'run_started_at', createdAt),
  };
}

function jobOf(job: Fields): ListedJob {
  const steps = Array.isArray(job['steps']) ? job['steps'] : [];
  return {
    id: numberOf(job, 'id'),
    name: textOr(job, 'name', ''),
    url: textOr(job, 'html_url', ''),
    attempt: numberOr(job, 'run_attempt', 1),
    progress: progressOf(job),
    ...maybeText('startedAt', job, 'started_at'),
    ...maybeText('completedAt', job, 'completed_at'),
    runnerName: textOr(job, 'runner_name', ''),
    steps: steps.map((entry) => {
      const step = fieldsOf(entry, 'a step');
      return {
        number: numberOf(step, 'number'),
        name: textOr(step, 'name', ''),
        progress: progressOf(step),
        ...maybeText('startedAt', step, 'started_at'),
        ...maybeText('completedAt', step, 'completed_at'),
      };
    }),
  };
}

/** Runs of one commit, newest first as GitHub lists them; it never lists more than 1,000. */
export function listRuns(client: Client, headSha: string): Promise<Result<readonly ListedRun[]>> {
  const route = 'GET /repos/{owner}/{repo}/actions/runs';
  const question = { route, params: { head_sha: headSha }, permission };
  return askAllPages(client, question, { under: 'workflow_runs' }, runOf);
}

export function getRun(client: Client, id: number): Promise<Result<ListedRun>> {
  const route = 'GET /repos/{owner}/{repo}/actions/runs/{run_id}';
  return client.ask({ route, params: { run_id: id }, permission }, (reply) =>
    runOf(fieldsOf(reply.data, 'the run')),
  );
}

/** One attempt of a run, with its own start, conclusion and address. */
export function getAttempt(
  client: Client,
  id: number,
  attempt: number,
): Promise<Result<ListedRun>> {
  const route = 'GET /repos/{owner}/{repo}/actions/runs/{run_id}/attempts/{attempt_number}';
  const params = { run_id: id, attempt_number: attempt };
  return client.ask({ route, params, permission }, (reply) =>
    runOf(fieldsOf(reply.data, 'the attempt')),
  );
}

/** Jobs of every attempt, so that one list tells the run's whole history. */
export function listJobs(client: Client, runId: number): Promise<Result<readonly ListedJob[]>> {
  const route = 'GET /repos/{owner}/{repo}/actions/runs/{run_id}/jobs';
  const question = { route, params: { run_id: runId, filter: 'all' }, permission };
  return askAllPages(client, question, { under: 'jobs' }, jobOf);
}
