import type { CheckWrite, CommitStatus, StatusState, StatusWrite } from '../model/forge.ts';
import { ok, type Result } from '../model/result.ts';
import type { Client } from './client.ts';
import { type Fields, fieldsOf, maybeText, numberOf, textOf, textOr } from './decode.ts';
import { askAllPages } from './pages.ts';

const writeChecks = 'checks: write';

/** GitHub takes no more in one request; further ones are appended (REST "Create a check run", read 2026-11-22). */
const annotationsPerRequest = 50;

/** The id of our newest check run on a commit. Its name anybody can take, its external id is ours. */
export async function findCheck(
  client: Client,
  sha: string,
  name: string,
  externalId: string,
): Promise<Result<number | undefined>> {
  const route = 'GET /repos/{owner}/{repo}/commits/{ref}/check-runs';
  const params = { ref: sha, check_name: name, filter: 'all' };
  const question = { route, params, permission: 'checks: read' };
  const checks = await askAllPages(client, question, { under: 'check_runs' }, (check) => ({
    id: numberOf(check, 'id'),
    ours: textOr(check, 'external_id', '') === externalId,
  }));
  if (!checks.ok) return checks;
  const ids = checks.value.filter((check) => check.ours).map((check) => check.id);
  return ok(ids.length === 0 ? undefined : Math.max(...ids));
}

function annotationsOf(check: CheckWrite, from: number): readonly object[] {
  return check.annotations.slice(from, from + annotationsPerRequest).map((annotation) => ({
    path: annotation.path,
    start_line: annotation.line,
    end_line: annotation.line,
    annotation_level: annotation.level,
    message: annotation.message,
    title: annotation.title,
  }));
}

/** GitHub's own words that a check may be ended with; `stale` and the like only GitHub sets. */
const settable = new Set([
  'action_required',
  'cancelled',
  'failure',
  'neutral',
  'success',
  'skipped',
  'timed_out',
]);

function stateOf({ progress }: CheckWrite): object {
  switch (progress.state) {
    case 'unfinished':
      return { status: 'in_progress' };
    case 'ended': {
      const conclusion = settable.has(progress.conclusion) ? progress.conclusion : 'failure';
      return { status: 'completed', conclusion };
    }
    default:
      return progress satisfies never;
  }
}

function bodyOf(check: CheckWrite, from: number): Readonly<Record<string, unknown>> {
  return {
    name: check.name,
    external_id: check.externalId,
    ...(check.detailsUrl === '' ? {} : { details_url: check.detailsUrl }),
    output: {
      title: check.title,
      summary: check.summary,
      ...(check.text === '' ? {} : { text: check.text }),
      annotations: annotationsOf(check, from),
    },
  };
}

type Written = { readonly id: number; readonly url: string };

function send(
  client: Client,
  id: number | undefined,
  sha: string,
  body: object,
): Promise<Result<Written>> {
  const [route, target, once] =
    id === undefined
      ? ['POST /repos/{owner}/{repo}/check-runs', { head_sha: sha }, true]
      : ['PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', { check_run_id: id }, false];
  return client.request(
    { route, params: { ...target, ...body }, permission: writeChecks, once },
    (reply) => {
      const check = fieldsOf(reply.data, 'the check run');
      return { id: numberOf(check, 'id'), url: textOr(check, 'html_url', '') };
    },
  );
}

/** Writes a check run, its annotations in batches; it ends with the last one, never before. */
export async function writeCheck(client: Client, check: CheckWrite): Promise<Result<Written>> {
  const last = Math.max(0, Math.ceil(check.annotations.length / annotationsPerRequest) - 1);
  let id = check.id;
  for (let batch = 0; ; batch += 1) {
    const state = batch === last ? stateOf(check) : { status: 'in_progress' };
    const body = { ...bodyOf(check, batch * annotationsPerRequest), ...state };
    const written = await send(client, id, check.sha, body);
    if (!written.ok || batch === last) return written;
    id = written.value.id;
  }
}

const states: Readonly<Record<string, StatusState>> = {
  pending: 'pending',
  success: 'success',
  failure: 'failure',
  error: 'error',
};

function statusOf(status: Fields): CommitStatus {
  return {
    // A state nobody knows is none that passes.
    state: states[textOf(status, 'state')] ?? 'error',
    context: textOr(status, 'context', 'default'),
    description: textOr(status, 'description', ''),
    url: textOr(status, 'url', ''),
    ...maybeText('targetUrl', status, 'target_url'),
  };
}

/** Longest description that GitHub takes, in code points; a longer one is a 422. */
const maxDescription = 140;

function fitted(description: string): string {
  const points = Array.from(description);
  if (points.length <= maxDescription) return description;
  return `${points.slice(0, maxDescription - 1).join('')}…`;
}

/** Posts a status; repeating it is harmless, the newest of a context counts. */
export function setStatus(client: Client, status: StatusWrite): Promise<Result<CommitStatus>> {
  const route = 'POST /repos/{owner}/{repo}/statuses/{sha}';
  const params = {
    sha: status.sha,
    state: status.state,
    context: status.context,
    description: fitted(status.description),
    ...(status.targetUrl === '' ? {} : { target_url: status.targetUrl }),
  };
  return client.request({ route, params, permission: 'statuses: write' }, (reply) =>
    statusOf(fieldsOf(reply.data, 'the status')),
  );
}

/** Every status ever posted on a commit, newest first: the first of a context is in force. */
export function listStatuses(
  client: Client,
  sha: string,
): Promise<Result<readonly CommitStatus[]>> {
  const route = 'GET /repos/{owner}/{repo}/commits/{ref}/statuses';
  const question = { route, params: { ref: sha }, permission: 'statuses: read' };
  return askAllPages(client, question, 'answer', statusOf);
}
