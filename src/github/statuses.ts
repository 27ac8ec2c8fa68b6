import type { CommitStatus, StatusState, StatusWrite } from '../model/forge.ts';
import type { Result } from '../model/result.ts';
import type { Client } from './client.ts';
import { type Fields, fieldsOf, maybeText, textOf, textOr } from './decode.ts';
import { askAllPages } from './pages.ts';

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
  return client.ask({ route, params, permission: 'statuses: write' }, (reply) =>
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
