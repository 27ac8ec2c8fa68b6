import type { Forge, ListedArtifact, ListedJob, ListedRun } from '../model/forge.ts';
import { ok } from '../model/result.ts';
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
import { inMemory, onDisk } from './stored-bytes.ts';

const ACTIONS = 'GET /repos/{owner}/{repo}/actions';
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
    path: textOr(run, 'path', '').replace(/@.*$/s, ''),
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

type RunsApi = Pick<
  Forge,
  'runs' | 'workflows' | 'run' | 'attempt' | 'jobs' | 'jobLog' | 'artifacts' | 'download'
>;

/** Returns the reads of runs, jobs, logs and artifacts. */
export function runsApi(client: Client): RunsApi {
  return {
    /** Newest first. GitHub never lists more than 1,000. */
    runs: (headSha) => {
      const request = { route: `${ACTIONS}/runs`, params: { head_sha: headSha }, permission };
      return requestAllPages(client, request, runOf, 'workflow_runs');
    },
    workflows: () => {
      const request = { route: `${ACTIONS}/workflows`, params: {}, permission };
      return requestAllPages(
        client,
        request,
        (item: Fields) => ({ path: textOf(item, 'path'), state: textOf(item, 'state') }),
        'workflows',
      );
    },
    run: (id) => {
      const request = { route: `${ACTIONS}/runs/{run_id}`, params: { run_id: id }, permission };
      return client.request(request, runOf);
    },
    attempt: (runId, attempt) => {
      const route = `${ACTIONS}/runs/{run_id}/attempts/{attempt_number}`;
      const params = { run_id: runId, attempt_number: attempt };
      return client.request({ route, params, permission }, runOf);
    },
    /** Of every attempt, so that one list has the full history of the run. */
    jobs: (runId) => {
      const params = { run_id: runId, filter: 'all' };
      const request = { route: `${ACTIONS}/runs/{run_id}/jobs`, params, permission };
      return requestAllPages(client, request, jobOf, 'jobs');
    },
    /** Bytes that are not UTF-8 become replacement characters. */
    jobLog: async (jobId) => {
      const route = `${ACTIONS}/jobs/{job_id}/logs`;
      const request = { route, params: { job_id: jobId }, permission };
      const bytes = await download(client, request, MAX_LOG_BYTES, inMemory);
      return bytes.ok ? ok(new TextDecoder().decode(bytes.value)) : bytes;
    },
    artifacts: (runId) => {
      const route = `${ACTIONS}/runs/{run_id}/artifacts`;
      const request = { route, params: { run_id: runId }, permission };
      return requestAllPages(
        client,
        request,
        (item: Fields) => {
          const artifact = artifactOf(item);
          return { ...artifact, runId: artifact.runId || runId };
        },
        'artifacts',
      );
    },
    /** A zip archive, or since upload-artifact v7 possibly a single file that is not zipped. */
    download: (id, maxBytes) => {
      const route = `${ACTIONS}/artifacts/{artifact_id}/zip`;
      const request = { route, params: { artifact_id: id }, permission };
      return download(client, request, maxBytes, () => onDisk(client.temp));
    },
  };
}
