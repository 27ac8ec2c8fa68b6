import type { ChangedFile, Changes } from '../model/repository.ts';
import { ok, type Result } from '../model/result.ts';
import type { PullRequest } from '../model/target.ts';
import { changedFileOf, inPathOrder } from './changed-file.ts';
import type { Client } from './client.ts';
import { type Fields, fieldsIn, fieldsOf, maybeText, numberOf, textOf, textOr } from './decode.ts';
import { askAllPages, pageSize } from './pages.ts';

const permission = 'pull-requests: read';

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
  return client.ask({ route, params: { pull_number: number }, permission }, (reply) =>
    pullOf(fieldsOf(reply.data, 'the pull request')),
  );
}

/** Good for pushes and heads in the same repository; GitHub answers with none for a fork's head. */
export function listPullsOfCommit(
  client: Client,
  sha: string,
): Promise<Result<readonly PullRequest[]>> {
  const route = 'GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls';
  const question = { route, params: { commit_sha: sha }, permission };
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
  return askAllPages(client, { route, params, permission }, 'answer', pullOf);
}

/** Changed files of a pull request, all pages at once as it tells their number. */
export async function listPullFiles(client: Client, pull: PullRequest): Promise<Result<Changes>> {
  const route = 'GET /repos/{owner}/{repo}/pulls/{pull_number}/files';
  const question = { route, params: { pull_number: pull.number }, permission };
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
  const open = { route: `GET ${route}`, params: from, permission };
  const found = await askAllPages(client, open, 'answer', pullOf);
  if (!found.ok) return found;
  const [known] = found.value;
  if (known !== undefined) return ok({ number: known.number, url: known.url });
  const params = { head, base, title, body };
  return client.ask({ route: `POST ${route}`, params, permission: write, once: true }, (reply) => {
    const { number, url } = pullOf(fieldsOf(reply.data, 'the pull request'));
    return { number, url };
  });
}

export function closePull(client: Client, number: number): Promise<Result<void>> {
  const route = 'PATCH /repos/{owner}/{repo}/pulls/{pull_number}';
  const params = { pull_number: number, state: 'closed' };
  return client.ask({ route, params, permission: 'pull-requests: write' }, () => undefined);
}
