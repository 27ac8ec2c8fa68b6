import type {
  CheckWrite,
  CommitCheck,
  CommitStatus,
  Forge,
  StatusState,
  WrittenCheck,
} from '../model/forge.ts';
import { apiErrorText, ok, type Result } from '../model/result.ts';
import type { Client, Data } from './client.ts';
import { requestAllPages } from './pages.ts';

const COMMIT = '/repos/{owner}/{repo}/commits/{ref}';

/** Maximum length of a description, in code points; GitHub refuses a longer one with 422. */
const MAX_DESCRIPTION = 140;

/** Maximum annotations per request; later requests append (REST "Create a check run", read 2026-11-22). */
const MAX_ANNOTATIONS = 50;

const STATES: Readonly<Record<string, StatusState>> = {
  pending: 'pending',
  success: 'success',
  failure: 'failure',
  error: 'error',
};

function statusOf(status: Data<'repos', 'createCommitStatus'>): CommitStatus {
  return {
    // An unknown state must not count as success.
    state: STATES[status.state] ?? 'error',
    context: status.context ?? 'default',
    description: status.description ?? '',
    url: status.url,
    ...(status.target_url == null ? {} : { targetUrl: status.target_url }),
  };
}

function fitted(description: string): string {
  const points = Array.from(description);
  if (points.length <= MAX_DESCRIPTION) return description;
  return `${points.slice(0, MAX_DESCRIPTION - 1).join('')}…`;
}

function checkOf(check: Data<'checks', 'get'>): CommitCheck {
  return {
    id: check.id,
    state: check.status === 'completed' ? endOf(check.conclusion) : 'pending',
    title: check.output.title ?? '',
    summary: check.output.summary ?? '',
    detailsUrl: check.details_url ?? '',
  };
}

function endOf(conclusion: string | null): StatusState {
  return conclusion === 'success' ? 'success' : 'failure';
}

/** A client, and what gets the login of the account that made a check run. */
interface CheckClient extends Client {
  readonly named: (login: string) => void;
}

/**
 * Writes a check run. When the one to end cannot be updated, a new one ends in its place: GitHub shows
 * the newest of a name, and deletes check runs with the workflow run whose suite it put them in.
 */
async function writeCheck(client: CheckClient, check: CheckWrite): Promise<Result<WrittenCheck>> {
  const written = await writeBatches(client, check);
  if (written.ok || check.id === undefined || check.progress.state !== 'ended') return written;
  const { id: _, ...another } = check;
  const created = await writeBatches(client, another);
  if (!created.ok) return written;
  return ok({ ...created.value, insteadBecause: apiErrorText(written.error) });
}

/** Writes the annotations in batches. Only the last batch completes the check run. */
async function writeBatches(client: CheckClient, check: CheckWrite): Promise<Result<WrittenCheck>> {
  const last = Math.max(0, Math.ceil(check.annotations.length / MAX_ANNOTATIONS) - 1);
  let id = check.id;
  for (let batch = 0; ; batch += 1) {
    const state = batch === last ? stateOf(check) : { status: 'in_progress' };
    const body = { ...bodyOf(check, batch * MAX_ANNOTATIONS), ...state };
    const written = await send(client, id, check.sha, body);
    if (!written.ok || batch === last) return written;
    id = written.value.id;
  }
}

function send(
  client: CheckClient,
  id: number | undefined,
  sha: string,
  body: object,
): Promise<Result<WrittenCheck>> {
  const [route, target, once] =
    id === undefined
      ? ['POST /repos/{owner}/{repo}/check-runs', { head_sha: sha }, true]
      : ['PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', { check_run_id: id }, false];
  return client.request(
    { route, params: { ...target, ...body }, permission: 'checks: write', once },
    (written: Data<'checks', 'create'>) => {
      if (written.app?.slug) client.named(`${written.app.slug}[bot]`);
      return { id: written.id, url: written.html_url ?? '' };
    },
  );
}

function bodyOf(check: CheckWrite, from: number): Readonly<Record<string, unknown>> {
  const annotations = check.annotations.slice(from, from + MAX_ANNOTATIONS);
  return {
    name: check.name,
    external_id: check.externalId,
    ...(check.detailsUrl === '' ? {} : { details_url: check.detailsUrl }),
    output: {
      title: check.title,
      summary: check.summary,
      ...(check.text === '' ? {} : { text: check.text }),
      annotations: annotations.map(({ path, line, level, message, title }) => ({
        path,
        start_line: line,
        end_line: line,
        annotation_level: level,
        message,
        title,
      })),
    },
  };
}

function stateOf({ progress }: CheckWrite): object {
  switch (progress.state) {
    case 'unfinished':
      return { status: 'in_progress' };
    case 'ended':
      // GitHub refuses some conclusions, such as `stale`. An audit only succeeds or fails.
      return {
        status: 'completed',
        conclusion: progress.conclusion === 'success' ? 'success' : 'failure',
      };
    default:
      return progress satisfies never;
  }
}

type StatusesApi = Pick<Forge, 'setStatus' | 'statuses' | 'findCheck' | 'checks' | 'writeCheck'>;

async function listChecks(
  client: Client,
  sha: string,
  name: string,
  externalId: string,
): Promise<Result<readonly CommitCheck[]>> {
  const params = { ref: sha, check_name: name, filter: 'all' };
  const checks = await requestAllPages(
    client,
    { route: `GET ${COMMIT}/check-runs`, params, permission: 'checks: read' },
    (check: Data<'checks', 'get'>) => (check.external_id === externalId ? [checkOf(check)] : []),
    'check_runs',
  );
  return checks.ok ? ok(checks.value.flat().sort((a, b) => b.id - a.id)) : checks;
}

/**
 * Returns the reads and writes of commit statuses and check runs. `named` gets the login of the account
 * that made one, which is the account of the token. The account of an app is named after the app.
 */
export function statusesApi(client: Client, named: CheckClient['named']): StatusesApi {
  return {
    /** A retry is harmless, because the newest status of a context counts. */
    setStatus: ({ sha, state, context, description, targetUrl }) => {
      const target = targetUrl === '' ? {} : { target_url: targetUrl };
      const params = { sha, state, context, description: fitted(description), ...target };
      const route = 'POST /repos/{owner}/{repo}/statuses/{sha}';
      const request = { route, params, permission: 'statuses: write' };
      return client.request(request, (status: Data<'repos', 'createCommitStatus'>) => {
        if (status.creator) named(status.creator.login);
        return statusOf(status);
      });
    },
    /** Newest first. The first of a context counts. */
    statuses: (sha) => {
      const route = `GET ${COMMIT}/statuses`;
      const request = { route, params: { ref: sha }, permission: 'statuses: read' };
      return requestAllPages(client, request, statusOf);
    },
    findCheck: async (sha, name, externalId) => {
      const checks = await listChecks(client, sha, name, externalId);
      return checks.ok ? ok(checks.value[0]?.id) : checks;
    },
    checks: (sha, name, externalId) => listChecks(client, sha, name, externalId),
    writeCheck: (check) => writeCheck({ ...client, named }, check),
  };
}
