import type { Comment } from '../model/forge.ts';
import type { Result } from '../model/result.ts';
import type { Client } from './client.ts';
import { type Fields, fieldsIn, fieldsOf, numberOf, textOr } from './decode.ts';
import { askAllPages } from './pages.ts';

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
  return client.ask({ route, params, permission, once: true }, (reply) =>
    commentOf(fieldsOf(reply.data, 'the comment')),
  );
}

export function updateComment(client: Client, id: number, body: string): Promise<Result<Comment>> {
  const route = 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}';
  const permission = 'pull-requests: write';
  return client.ask({ route, params: { comment_id: id, body }, permission }, (reply) =>
    commentOf(fieldsOf(reply.data, 'the comment')),
  );
}
