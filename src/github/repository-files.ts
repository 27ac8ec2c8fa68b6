import type { Commit, Tree, TreeEntry } from '../model/forge.ts';
import type { Result } from '../model/result.ts';
import type { Client } from './client.ts';
import { commitOf } from './commits.ts';
import { type Fields, fieldsIn, fieldsOf, listOf, numberOr, textOf, textOr } from './decode.ts';

const permission = 'contents: read';

function entryOf(entry: Fields): TreeEntry {
  return {
    path: textOf(entry, 'path'),
    mode: textOf(entry, 'mode'),
    blob: textOf(entry, 'sha'),
    bytes: numberOr(entry, 'size', 0),
  };
}

/** All files of a commit's or tree's id in one request. */
export function readTree(client: Client, sha: string): Promise<Result<Tree>> {
  const route = 'GET /repos/{owner}/{repo}/git/trees/{tree_sha}';
  const params = { tree_sha: sha, recursive: '1' };
  return client.ask({ route, params, permission }, (reply) => {
    const tree = fieldsOf(reply.data, 'the tree');
    const entries = listOf(tree['tree'], 'tree').map((entry) => fieldsOf(entry, 'a tree entry'));
    return {
      sha: textOf(tree, 'sha'),
      entries: entries.filter((entry) => entry['type'] !== 'tree').map(entryOf),
      truncated: tree['truncated'] === true,
    };
  });
}

/** A file's bytes by its git id; GitHub serves up to 100 MB (REST "Get a blob", read 2026-11-22). */
export function readBlob(client: Client, sha: string): Promise<Result<Uint8Array>> {
  const route = 'GET /repos/{owner}/{repo}/git/blobs/{file_sha}';
  return client.ask({ route, params: { file_sha: sha }, permission }, (reply) => {
    const blob = fieldsOf(reply.data, 'the blob');
    const encoding = textOr(blob, 'encoding', 'base64') === 'base64' ? 'base64' : 'utf8';
    return Buffer.from(textOf(blob, 'content'), encoding);
  });
}

/** A commit by id, branch or tag. One file of its change is asked for, as none can't be. */
export function getCommit(client: Client, ref: string): Promise<Result<Commit>> {
  const route = 'GET /repos/{owner}/{repo}/commits/{ref}';
  return client.ask({ route, params: { ref, per_page: 1 }, permission }, (reply) =>
    commitOf(fieldsOf(reply.data, 'the commit')),
  );
}

export function getBranchHead(client: Client, branch: string): Promise<Result<string>> {
  const route = 'GET /repos/{owner}/{repo}/git/ref/heads/{branch}';
  return client.ask({ route, params: { branch }, permission }, (reply) =>
    textOf(fieldsIn(fieldsOf(reply.data, 'the ref'), 'object'), 'sha'),
  );
}

export function getDefaultBranch(client: Client): Promise<Result<string>> {
  return client.ask({ route: 'GET /repos/{owner}/{repo}', permission }, (reply) =>
    textOf(fieldsOf(reply.data, 'the repository'), 'default_branch'),
  );
}

/** Names of the tags that begin with `prefix`, without `refs/tags/`, in code-unit order. */
export function listTags(client: Client, prefix: string): Promise<Result<readonly string[]>> {
  const route = 'GET /repos/{owner}/{repo}/git/matching-refs/tags/{prefix}';
  return client.ask({ route, params: { prefix }, permission }, (reply) =>
    listOf(reply.data, 'the refs')
      .map((ref) => textOf(fieldsOf(ref, 'a ref'), 'ref').replace(/^refs\/tags\//, ''))
      .sort((a, b) => (a < b ? -1 : 1)),
  );
}
