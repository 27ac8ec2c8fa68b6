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
import { askAllPages } from './pages.ts';

const permission = 'actions: read';

/** A longer log is refused: 32 MiB are some 300,000 lines. */
const maxLogBytes = 32 * 1024 * 1024;

function artifactOf(artifact: Fields): ListedArtifact {
  return {
    id: numberOf(artifact, 'id'),
    name: textOf(artifact, 'name'),
    bytes: numberOr(artifact, 'size_in_bytes', 0),
    expired: artifact['expired'] === true,
    ...maybeText('digest', artifact, 'digest'),
    createdAt: textOr(artifact, 'created_at', ''),
    runId: numberOr(fieldsIn(artifact, 'workflow_run'), 'id', 0),
  };
}

/** Artifacts of a run; names are unique in a run, and none tells its attempt. */
export function listArtifacts(
  client: Client,
  runId: number,
): Promise<Result<readonly ListedArtifact[]>> {
  const route = 'GET /repos/{owner}/{repo}/actions/runs/{run_id}/artifacts';
  const question = { route, params: { run_id: runId }, permission };
  return askAllPages(client, question, { under: 'artifacts' }, (item) => {
    const artifact = artifactOf(item);
    return artifact.runId === 0 ? { ...artifact, runId } : artifact;
  });
}

/** The archive, or since upload-artifact v7 perhaps a single file that was never zipped. */
export function downloadArtifact(
  client: Client,
  id: number,
  maxBytes: number,
): Promise<Result<Uint8Array>> {
  const route = 'GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/zip';
  return download(client, { route, params: { artifact_id: id }, permission }, maxBytes);
}

/** A job's log as text; bytes that are not UTF-8 become replacement characters. */
export async function readJobLog(client: Client, jobId: number): Promise<Result<string>> {
  const route = 'GET /repos/{owner}/{repo}/actions/jobs/{job_id}/logs';
  const question = { route, params: { job_id: jobId }, permission };
  const bytes = await download(client, question, maxLogBytes);
  return bytes.ok ? ok(new TextDecoder().decode(bytes.value)) : bytes;
}

/** GitHub's words (docs.github.com, "Workflow run statuses and conclusions", read 2026-11-22). */
const conclusions: ReadonlySet<string> = new Set<Conclusion>([
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
  return conclusions.has(word);
}

/** Reads `status` and `conclusion`; a conclusion nobody knows is `unknown`, which never passes. */
function progressOf(fields: Fields): Progress {
  const status = textOr(fields, 'status', 'unknown');
  if (status !== 'completed') return { state: 'unfinished', status };
  const word = textOr(fields, 'conclusion', '');
  return { state: 'ended', conclusion: isConclusion(word) ? word : 'unknown' };
}

const readActions = 'actions: read';

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
  const question = { route, params: { head_sha: headSha }, permission: readActions };
  return askAllPages(client, question, { under: 'workflow_runs' }, runOf);
}

export function getRun(client: Client, id: number): Promise<Result<ListedRun>> {
  const route = 'GET /repos/{owner}/{repo}/actions/runs/{run_id}';
  return client.request({ route, params: { run_id: id }, permission: readActions }, (reply) =>
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
  return client.request({ route, params, permission: readActions }, (reply) =>
    runOf(fieldsOf(reply.data, 'the attempt')),
  );
}

/** Jobs of every attempt, so that one list tells the run's whole history. */
export function listJobs(client: Client, runId: number): Promise<Result<readonly ListedJob[]>> {
  const route = 'GET /repos/{owner}/{repo}/actions/runs/{run_id}/jobs';
  const question = { route, params: { run_id: runId, filter: 'all' }, permission: readActions };
  return askAllPages(client, question, { under: 'jobs' }, jobOf);
}
