import type { ChangedFile, Changes } from '../model/change.ts';
import type { Comment } from '../model/forge.ts';
import type { Review } from '../model/further-evidence.ts';
import { ok, type Result } from '../model/result.ts';
import type { PullRequest } from '../model/target.ts';
import type { Client } from './client.ts';
import { changedFileOf, inPathOrder } from './commits.ts';
import { type Fields, fieldsIn, fieldsOf, maybeText, numberOf, textOf, textOr } from './decode.ts';
import { askAllPages, pageSize } from './pages.ts';

const STATES: Readonly<Record<string, Review['state']>> = {
  APPROVED: 'approved',
  CHANGES_REQUESTED: 'changes-requested',
  COMMENTED: 'commented',
  DISMISSED: 'dismissed',
};

/** A review that was not sent yet (`PENDING`), and one by a bot, says nothing. */
function reviewOf(review: Fields): Review | undefined {
  const user = fieldsIn(review, 'user');
  const state = STATES[textOr(review, 'state', '')];
  if (state === undefined || user['type'] === 'Bot') return undefined;
  // GitHub shows the reviews of deleted accounts under this name.
  return { login: textOr(user, 'login', 'ghost'), state, url: textOr(review, 'html_url', '') };
}

/**
 * The last review of each reviewer but the author and bots, by login.
 *
 * GitHub lists them oldest first (REST "List reviews for a pull request", read 2026-11-22). A comment
 * takes back neither an approval nor an objection, so it only counts where there is neither.
 */
export async function listReviews(
  client: Client,
  pull: Pick<PullRequest, 'number' | 'author'>,
): Promise<Result<readonly Review[]>> {
  const route = 'GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews';
  const params = { pull_number: pull.number };
  const question = { route, params, permission: 'pull-requests: read' };
  const all = await askAllPages(client, question, 'answer', reviewOf);
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

const readPulls = 'pull-requests: read';

/** GitHub lists no more files of a pull request (REST "List pull requests files", read 2026-11-22). */
const maxPullFiles = 3000;

function stateOf(pull: Fields): PullRequest['state'] {
  if (pull['merged'] === true || typeof pull['merged_at'] === 'string') return 'merged';
  return pull['state'] === 'open' ? 'open' : 'closed';
}

function pullOf(pull: Fields): PullRequest {
  const head = fieldsIn(pull, 'head');
  const base = fieldsIn(pull, 'base');
  const state = stateOf(pull);
  // The head's repository is null when the fork was deleted: then it was one.
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
    // While open, this field names the test merge, a commit that never lands.
    ...(state === 'merged' ? maybeText('mergeSha', pull, 'merge_commit_sha') : {}),
    author: textOr(fieldsIn(pull, 'user'), 'login', ''),
    ...maybeText('milestone', fieldsIn(pull, 'milestone'), 'title'),
    ...(typeof changedFiles === 'number' ? { changedFiles } : {}),
  };
}

export function getPull(client: Client, number: number): Promise<Result<PullRequest>> {
  const route = 'GET /repos/{owner}/{repo}/pulls/{pull_number}';
  return client.request(
    { route, params: { pull_number: number }, permission: readPulls },
    (reply) => pullOf(fieldsOf(reply.data, 'the pull request')),
  );
}

/** Good for pushes and heads in the same repository; GitHub answers with none for a fork's head. */
export function listPullsOfCommit(
  client: Client,
  sha: string,
): Promise<Result<readonly PullRequest[]>> {
  const route = 'GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls';
  const question = { route, params: { commit_sha: sha }, permission: readPulls };
  return askAllPages(client, question, 'answer', pullOf);
}

/** Pull requests of any state from `owner:branch`: the way that finds a fork's. */
export function listPullsByHead(
  client: Client,
  owner: string,
  branch: string,
): Promise<Result<readonly PullRequest[]>> {
  const route = 'GET /repos/{owner}/{repo}/pulls';
  const params = { state: 'all', head: `${owner}:${branch}` };
  return askAllPages(client, { route, params, permission: readPulls }, 'answer', pullOf);
}

/** Changed files of a pull request, all pages at once as it tells their number. */
export async function listPullFiles(client: Client, pull: PullRequest): Promise<Result<Changes>> {
  const route = 'GET /repos/{owner}/{repo}/pulls/{pull_number}/files';
  const question = { route, params: { pull_number: pull.number }, permission: readPulls };
  const expected = Math.ceil(Math.min(pull.changedFiles ?? 0, maxPullFiles) / pageSize);
  const files = await askAllPages<ChangedFile>(client, question, 'answer', changedFileOf, expected);
  if (!files.ok) return files;
  const count = files.value.length;
  const truncated = count >= maxPullFiles || count < (pull.changedFiles ?? 0);
  const base = pull.baseSha;
  return ok({ base, head: pull.headSha, files: inPathOrder(files.value), truncated });
}

/** Opens a pull request, or finds the open one from the same branch. */
export async function openPull(
  client: Client,
  head: string,
  base: string,
  title: string,
  body: string,
): Promise<Result<{ readonly number: number; readonly url: string }>> {
  const write = 'pull-requests: write';
  const route = '/repos/{owner}/{repo}/pulls';
  const from = { state: 'open', base, head: `${client.repository.owner}:${head}` };
  const open = { route: `GET ${route}`, params: from, permission: readPulls };
  const found = await askAllPages(client, open, 'answer', pullOf);
  if (!found.ok) return found;
  const [known] = found.value;
  if (known !== undefined) return ok({ number: known.number, url: known.url });
  const params = { head, base, title, body };
  return client.request(
    { route: `POST ${route}`, params, permission: write, once: true },
    (reply) => {
      const { number, url } = pullOf(fieldsOf(reply.data, 'the pull request'));
      return { number, url };
    },
  );
}

export function closePull(client: Client, number: number): Promise<Result<void>> {
  const route = 'PATCH /repos/{owner}/{repo}/pulls/{pull_number}';
  const params = { pull_number: number, state: 'closed' };
  return client.request({ route, params, permission: 'pull-requests: write' }, () => undefined);
}

function commentOf(comment: Fields): Comment {
  return {
    id: numberOf(comment, 'id'),
    body: textOr(comment, 'body', ''),
    author: textOr(fieldsIn(comment, 'user'), 'login', ''),
    url: textOr(comment, 'html_url', ''),
  };
}

/** Every comment of an issue or pull request, oldest first. */
export function listComments(client: Client, issue: number): Promise<Result<readonly Comment[]>> {
  const route = 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments';
  const permission = 'pull-requests: read';
  const question = { route, params: { issue_number: issue }, permission };
  return askAllPages(client, question, 'answer', commentOf);
}

/** Sent once only: after an answer that got lost, the comment may be there all the same. */
export function createComment(
  client: Client,
  issue: number,
  body: string,
): Promise<Result<Comment>> {
  const route = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';
  const permission = 'pull-requests: write';
  const params = { issue_number: issue, body };
  return client.request({ route, params, permission, once: true }, (reply) =>
    commentOf(fieldsOf(reply.data, 'the comment')),
  );
}

export function updateComment(client: Client, id: number, body: string): Promise<Result<Comment>> {
  const route = 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}';
  const permission = 'pull-requests: write';
  return client.request({ route, params: { comment_id: id, body }, permission }, (reply) =>
    commentOf(fieldsOf(reply.data, 'the comment')),
  );
}
