import type { Comment, Forge } from '../model/forge.ts';
import type { Review } from '../model/repository.ts';
import { ok } from '../model/result.ts';
import type { PullRequest } from '../model/target.ts';
import type { Client, Data } from './client.ts';
import { changedFileOf, inPathOrder } from './commits.ts';
import { type Fields, fieldsIn, maybeText, numberOf, textOf, textOr } from './decode.ts';
import { requestGraphql } from './graphql.ts';
import { requestAllPages } from './pages.ts';

const REPOSITORY = '/repos/{owner}/{repo}';
const permission = 'pull-requests: read';
const write = 'pull-requests: write';

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
    ...(from === '' ? {} : { headOwner: from.slice(0, from.indexOf('/')) }),
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
  return {
    login: review.user?.login ?? 'ghost',
    state,
    url: review.html_url,
    ...(review.commit_id ? { commit: review.commit_id } : {}),
  };
}

/** Keeps the last review of each reviewer. A comment does not replace an approval or a change request. */
function lastReviews(reviews: readonly (Review | undefined)[], author: string): readonly Review[] {
  const last = new Map<string, Review>();
  for (const review of reviews) {
    if (review === undefined || review.login === author) continue;
    const known = last.get(review.login);
    if (known === undefined || known.state === 'commented' || review.state !== 'commented') {
      last.set(review.login, review);
    }
  }
  return [...last.values()].sort((a, b) => (a.login < b.login ? -1 : 1));
}

function commentOf(comment: Data<'issues', 'getComment'>): Comment {
  const { id, body = '', user, html_url: url } = comment;
  return { id, body, author: user?.login ?? '', url };
}

type PullsApi = Pick<
  Forge,
  | 'viewer'
  | 'pull'
  | 'pullsOfCommit'
  | 'pullsByHead'
  | 'pullFiles'
  | 'reviews'
  | 'openPull'
  | 'closePull'
  | 'comments'
  | 'createComment'
  | 'updateComment'
>;

/** Returns the reads and writes of pull requests, their reviews and comments. */
export function pullsApi(client: Client): PullsApi {
  const pulls = `${REPOSITORY}/pulls`;
  const issues = `${REPOSITORY}/issues`;
  return {
    /** The login of this token. A workflow's token gets it only by GraphQL, not `GET /user`. */
    viewer: () =>
      requestGraphql(client, 'query { viewer { login } }', {}, 'metadata: read', (data) =>
        textOf(fieldsIn(data, 'viewer'), 'login'),
      ),
    pull: (number) => {
      const request = { route: `GET ${pulls}/{pull_number}`, params: { pull_number: number } };
      return client.request({ ...request, permission }, pullOf);
    },
    /** For pushes and heads in the same repository. GitHub lists none for a fork's head. */
    pullsOfCommit: (sha) => {
      const route = `GET ${REPOSITORY}/commits/{commit_sha}/pulls`;
      return requestAllPages(client, { route, params: { commit_sha: sha }, permission }, pullOf);
    },
    /** Of any state from `owner:branch`, including those of forks. */
    pullsByHead: (owner, branch) => {
      const params = { state: 'all', head: `${owner}:${branch}` };
      return requestAllPages(client, { route: `GET ${pulls}`, params, permission }, pullOf);
    },
    pullFiles: async ({ number, changedFiles = 0, baseSha: base, headSha: head }) => {
      const route = `GET ${pulls}/{pull_number}/files`;
      const request = { route, params: { pull_number: number }, permission };
      const files = await requestAllPages(client, request, changedFileOf);
      if (!files.ok) return files;
      const count = files.value.length;
      const truncated = count >= MAX_PULL_FILES || count < changedFiles;
      return ok({ base, head, files: inPathOrder(files.value), truncated });
    },
    /** By login. GitHub lists the oldest first (REST "List reviews for a pull request", read 2026-11-22). */
    reviews: async ({ number, author }) => {
      const route = `GET ${pulls}/{pull_number}/reviews`;
      const request = { route, params: { pull_number: number }, permission };
      const reviews = await requestAllPages(client, request, reviewOf);
      return reviews.ok ? ok(lastReviews(reviews.value, author)) : reviews;
    },
    /** Returns the open one from the same branch if there is one. */
    openPull: async (head, base, title, body) => {
      const params = { state: 'open', base, head: `${client.repository.owner}:${head}` };
      const request = { route: `GET ${pulls}`, params, permission };
      const found = await requestAllPages(client, request, pullOf);
      if (!found.ok) return found;
      const [known] = found.value;
      if (known !== undefined) return ok({ number: known.number, url: known.url });
      return client.request(
        {
          route: `POST ${pulls}`,
          params: { head, base, title, body },
          permission: write,
          once: true,
        },
        ({ number, html_url: url }: Data<'pulls', 'create'>) => ({ number, url }),
      );
    },
    closePull: (number) => {
      const params = { pull_number: number, state: 'closed' };
      const request = { route: `PATCH ${pulls}/{pull_number}`, params, permission: write };
      return client.request(request, () => undefined);
    },
    /** Oldest first. */
    comments: (issue) => {
      const route = `GET ${issues}/{issue_number}/comments`;
      const request = { route, params: { issue_number: issue }, permission };
      return requestAllPages(client, request, commentOf);
    },
    /** Sent only once: after a lost response the comment may exist. */
    createComment: (issue, body, sent) => {
      const route = `POST ${issues}/{issue_number}/comments`;
      const params = { issue_number: issue, body };
      return client.request({ route, params, permission: write, once: true, sent }, commentOf);
    },
    updateComment: (id, body, sent) => {
      const route = `PATCH ${issues}/comments/{comment_id}`;
      return client.request(
        { route, params: { comment_id: id, body }, permission: write, sent },
        commentOf,
      );
    },
  };
}
