import type { ListedArtifact, ListedJob, ListedRun } from '../model/forge.ts';
import { ok, type Result } from '../model/result.ts';
import type { Conclusion, Progress } from '../model/run.ts';
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
import { download } from './download.ts';
import { requestAllPages } from './pages.ts';

const permission = 'actions: read';

/** Maximum size of a log: 32 MiB are about 300,000 lines. */
const MAX_LOG_BYTES = 32 * 1024 * 1024;

/** GitHub's conclusions (docs.github.com, "Workflow run statuses and conclusions", read 2026-11-22). */
const CONCLUSIONS: ReadonlySet<string> = new Set<Conclusion>([
  'success',
  'failure',
  'neutral',
  'cancelled',
  'skipped',
  'timed_out',
  'action_required',
  'stale',
  'startup_failure',
]);

function isConclusion(word: string): word is Conclusion {
  return CONCLUSIONS.has(word);
}

/** Decodes `status` and `conclusion`. An unknown conclusion is `unknown`, which never passes. */
function progressOf(fields: Fields): Progress {
  const status = textOr(fields, 'status', 'unknown');
  if (status !== 'completed') return { state: 'unfinished', status };
  const word = textOr(fields, 'conclusion', '');
  return { state: 'ended', conclusion: isConclusion(word) ? word : 'unknown' };
}

function runOf(run: Fields): ListedRun {
  const createdAt = textOf(run, 'created_at');
  return {
    id: numberOf(run, 'id'),
    workflow: textOr(run, 'name', ''),
    // The path of a reusable or required workflow includes its ref: `path@refs/heads/main`.
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

/** Returns the runs of one commit, newest first. GitHub never lists more than 1,000. */
export function listRuns(client: Client, headSha: string): Promise<Result<readonly ListedRun[]>> {
  const route = 'GET /repos/{owner}/{repo}/actions/runs';
  const request = { route, params: { head_sha: headSha }, permission };
  return requestAllPages(client, request, runOf, 'workflow_runs');
}

export function getRun(client: Client, id: number): Promise<Result<ListedRun>> {
  const route = 'GET /repos/{owner}/{repo}/actions/runs/{run_id}';
  return client.request({ route, params: { run_id: id }, permission }, runOf);
}

/** Returns one attempt of a run, with its own start, conclusion and address. */
export function getAttempt(
  client: Client,
  id: number,
  attempt: number,
): Promise<Result<ListedRun>> {
  const route = 'GET /repos/{owner}/{repo}/actions/runs/{run_id}/attempts/{attempt_number}';
  const params = { run_id: id, attempt_number: attempt };
  return client.request({ route, params, permission }, runOf);
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

/** Returns the jobs of every attempt, so that one list has the full history of the run. */
export function listJobs(client: Client, runId: number): Promise<Result<readonly ListedJob[]>> {
  const route = 'GET /repos/{owner}/{repo}/actions/runs/{run_id}/jobs';
  const request = { route, params: { run_id: runId, filter: 'all' }, permission };
  return requestAllPages(client, request, jobOf, 'jobs');
}

/** Returns a job's log as text. Bytes that are not UTF-8 become replacement characters. */
export async function readJobLog(client: Client, jobId: number): Promise<Result<string>> {
  const route = 'GET /repos/{owner}/{repo}/actions/jobs/{job_id}/logs';
  const request = { route, params: { job_id: jobId }, permission };
  const bytes = await download(client, request, MAX_LOG_BYTES);
  return bytes.ok ? ok(new TextDecoder().decode(bytes.value)) : bytes;
}

/** Returns the artifacts of a run. Names are unique per run; the attempt is unknown. */
export function listArtifacts(
  client: Client,
  runId: number,
): Promise<Result<readonly ListedArtifact[]>> {
  const route = 'GET /repos/{owner}/{repo}/actions/runs/{run_id}/artifacts';
  const request = { route, params: { run_id: runId }, permission };
  const artifactOf = (artifact: Fields): ListedArtifact => ({
    id: numberOf(artifact, 'id'),
    name: textOf(artifact, 'name'),
    bytes: numberOr(artifact, 'size_in_bytes', 0),
    expired: artifact['expired'] === true,
    ...maybeText('digest', artifact, 'digest'),
    createdAt: textOr(artifact, 'created_at', ''),
    runId: numberOr(fieldsIn(artifact, 'workflow_run'), 'id', 0) || runId,
  });
  return requestAllPages(client, request, artifactOf, 'artifacts');
}

/** Returns the archive, or since upload-artifact v7 possibly a single file that is not zipped. */
export function downloadArtifact(
  client: Client,
  id: number,
  maxBytes: number,
): Promise<Result<Uint8Array>> {
  const route = 'GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/zip';
  return download(client, { route, params: { artifact_id: id }, permission }, maxBytes);
}
