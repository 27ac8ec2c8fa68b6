import type { Changes } from '../model/change.ts';
import type { Comment } from '../model/forge.ts';
import type { Review } from '../model/further-evidence.ts';
import { ok, type Result } from '../model/result.ts';
import type { PullRequest } from '../model/target.ts';
import type { Client, Data } from './client.ts';
import { changedFileOf, inPathOrder } from './commits.ts';
import { type Fields, fieldsIn, maybeText, numberOf, textOf, textOr } from './decode.ts';
import { requestAllPages } from './pages.ts';

const permission = 'pull-requests: read';

/** GitHub lists no more files of a pull request (REST "List pull requests files", read 2026-11-22). */
const MAX_PULL_FILES = 3000;

function pullOf(pull: Fields): PullRequest {
  const head = fieldsIn(pull, 'head');
  const base = fieldsIn(pull, 'base');
  const state = stateOf(pull);
  // The head's repository is null when it was a fork that is deleted.
  const from = textOr(fieldsIn(head, 'repo'), 'full_name', '');
  const changedFiles = pull['changed_files'];
  return {
    number: numberOf(pull, 'number'),
    title: textOr(pull, 'title', ''),
    url: textOr(pull, 'html_url', ''),
    state,
    draft: pull['draft'] === true,
    headSha: textOf(head, 'sha'),
    headRef: textOr(head, 'ref', ''),
    fork: from === '' || from !== textOr(fieldsIn(base, 'repo'), 'full_name', ''),
    baseRef: textOr(base, 'ref', ''),
    baseSha: textOf(base, 'sha'),
    // While the pull request is open, this field is the test merge, a commit that never lands.
    ...(state === 'merged' ? maybeText('mergeSha', pull, 'merge_commit_sha') : {}),
    author: textOr(fieldsIn(pull, 'user'), 'login', ''),
    ...maybeText('milestone', fieldsIn(pull, 'milestone'), 'title'),
    ...(typeof changedFiles === 'number' ? { changedFiles } : {}),
  };
}

function stateOf(pull: Fields): PullRequest['state'] {
  if (pull['merged'] === true || typeof pull['merged_at'] === 'string') return 'merged';
  return pull['state'] === 'open' ? 'open' : 'closed';
}

export function getPull(client: Client, number: number): Promise<Result<PullRequest>> {
  const route = 'GET /repos/{owner}/{repo}/pulls/{pull_number}';
  return client.request({ route, params: { pull_number: number }, permission }, pullOf);
}

/** For pushes and heads in the same repository. GitHub lists none for a fork's head. */
export function listPullsOfCommit(
  client: Client,
  sha: string,
): Promise<Result<readonly PullRequest[]>> {
  const route = 'GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls';
  return requestAllPages(client, { route, params: { commit_sha: sha }, permission }, pullOf);
}

/** Returns the pull requests of any state from `owner:branch`, including those of forks. */
export function listPullsByHead(
  client: Client,
  owner: string,
  branch: string,
): Promise<Result<readonly PullRequest[]>> {
  const route = 'GET /repos/{owner}/{repo}/pulls';
  const params = { state: 'all', head: `${owner}:${branch}` };
  return requestAllPages(client, { route, params, permission }, pullOf);
}

/** Returns the changed files of a pull request. */
export async function listPullFiles(client: Client, pull: PullRequest): Promise<Result<Changes>> {
  const route = 'GET /repos/{owner}/{repo}/pulls/{pull_number}/files';
  const request = { route, params: { pull_number: pull.number }, permission };
  const files = await requestAllPages(client, request, changedFileOf);
  if (!files.ok) return files;
  const count = files.value.length;
  const truncated = count >= MAX_PULL_FILES || count < (pull.changedFiles ?? 0);
  const base = pull.baseSha;
  return ok({ base, head: pull.headSha, files: inPathOrder(files.value), truncated });
}

/** Opens a pull request, or returns the open one from the same branch. */
export async function openPull(
  client: Client,
  head: string,
  base: string,
  title: string,
  body: string,
): Promise<Result<{ readonly number: number; readonly url: string }>> {
  const route = '/repos/{owner}/{repo}/pulls';
  const from = { state: 'open', base, head: `${client.repository.owner}:${head}` };
  const found = await requestAllPages(
    client,
    { route: `GET ${route}`, params: from, permission },
    pullOf,
  );
  if (!found.ok) return found;
  const [known] = found.value;
  if (known !== undefined) return ok({ number: known.number, url: known.url });
  return client.request(
    {
      route: `POST ${route}`,
      params: { head, base, title, body },
      permission: 'pull-requests: write',
      once: true,
    },
    ({ number, html_url: url }: Data<'pulls', 'create'>) => ({ number, url }),
  );
}

export function closePull(client: Client, number: number): Promise<Result<void>> {
  const route = 'PATCH /repos/{owner}/{repo}/pulls/{pull_number}';
  const params = { pull_number: number, state: 'closed' };
  return client.request({ route, params, permission: 'pull-requests: write' }, () => undefined);
}

const REVIEW_STATES: Readonly<Record<string, Review['state']>> = {
  APPROVED: 'approved',
  CHANGES_REQUESTED: 'changes-requested',
  COMMENTED: 'commented',
  DISMISSED: 'dismissed',
};

/** Returns undefined for a review that is not submitted yet (`PENDING`), and for one by a bot. */
function reviewOf(review: Data<'pulls', 'listReviews'>[number]): Review | undefined {
  const state = REVIEW_STATES[review.state];
  if (state === undefined || review.user?.type === 'Bot') return undefined;
  // GitHub shows the reviews of deleted accounts under this name.
  return { login: review.user?.login ?? 'ghost', state, url: review.html_url };
}

/**
 * Returns the last review of each reviewer except the author and bots, by login.
 *
 * GitHub lists the oldest first (REST "List reviews for a pull request", read 2026-11-22). A comment
 * replaces neither an approval nor a change request, so it counts only without either.
 */
export async function listReviews(
  client: Client,
  pull: Pick<PullRequest, 'number' | 'author'>,
): Promise<Result<readonly Review[]>> {
  const route = 'GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews';
  const request = { route, params: { pull_number: pull.number }, permission };
  const all = await requestAllPages(client, request, reviewOf);
  if (!all.ok) return all;
  const last = new Map<string, Review>();
  for (const review of all.value) {
    if (review === undefined || review.login === pull.author) continue;
    const known = last.get(review.login);
    if (known === undefined || known.state === 'commented' || review.state !== 'commented') {
      last.set(review.login, review);
    }
  }
  return ok([...last.values()].sort((a, b) => (a.login < b.login ? -1 : 1)));
}

function commentOf(comment: Data<'issues', 'getComment'>): Comment {
  const { id, body = '', user, html_url: url } = comment;
  return { id, body, author: user?.login ?? '', url };
}

/** Returns every comment of an issue or pull request, oldest first. */
export function listComments(client: Client, issue: number): Promise<Result<readonly Comment[]>> {
  const route = 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments';
  return requestAllPages(client, { route, params: { issue_number: issue }, permission }, commentOf);
}

/** Sent only once: after a lost response the comment may exist. */
export function createComment(
  client: Client,
  issue: number,
  body: string,
): Promise<Result<Comment>> {
  const route = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';
  const params = { issue_number: issue, body };
  const request = { route, params, permission: 'pull-requests: write', once: true };
  return client.request(request, commentOf);
}

export function updateComment(client: Client, id: number, body: string): Promise<Result<Comment>> {
  const route = 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}';
  const params = { comment_id: id, body };
  return client.request({ route, params, permission: 'pull-requests: write' }, commentOf);
}
