import type { CommitWrite, WrittenCommit } from '../model/forge.ts';
import { ok, type Result } from '../model/result.ts';
import type { Client } from './client.ts';
import { fieldsIn, fieldsOf, textOf } from './decode.ts';
import { writeCommit } from './write-commit.ts';

const git = '/repos/{owner}/{repo}/git';

function treeOf(client: Client, sha: string): Promise<Result<string>> {
  const route = `GET ${git}/commits/{commit_sha}`;
  const question = { route, params: { commit_sha: sha }, permission: 'contents: read' };
  return client.ask(question, (reply) =>
    textOf(fieldsIn(fieldsOf(reply.data, 'the commit'), 'tree'), 'sha'),
  );
}

/**
 * Moves the branch forward. A branch that has moved meanwhile is a `conflict`: GitHub says 422
 * "Update is not a fast forward" (rust-lang/homu issue 75, read 2026-11-22).
 */
async function moveOn(client: Client, branch: string, sha: string): Promise<Result<void>> {
  const route = `PATCH ${git}/refs/heads/{branch}`;
  const params = { branch, sha, force: false };
  const moved = await client.ask({ route, params, permission: 'contents: write' }, () => undefined);
  if (moved.ok || !/not a fast.forward/i.test(moved.error.message)) return moved;
  return { ok: false, error: { kind: 'conflict', message: moved.error.message } };
}

/**
 * What `createCommitOnBranch` does, for servers that do not have it: tree, commit, and the branch
 * moved on to it, four requests in place of one. Whether anybody signed it is read back.
 */
export async function commitByRest(
  client: Client,
  { branch, expectedHead, headline, body, additions, deletions }: CommitWrite,
): Promise<Result<WrittenCommit>> {
  const baseTree = await treeOf(client, expectedHead);
  if (!baseTree.ok) return baseTree;
  const commit = await writeCommit(client, {
    message: `${headline}\n\n${body}`,
    parents: [expectedHead],
    baseTree: baseTree.value,
    additions,
    deletions,
  });
  if (!commit.ok) return commit;
  const moved = await moveOn(client, branch, commit.value.sha);
  return moved.ok ? ok({ ...commit.value, byRest: true }) : moved;
}
