import { createHash } from 'node:crypto';
import type { Commit, Tree, TreeEntry } from '../model/forge.ts';
import { err, ok, type Result } from '../model/result.ts';
import type { RepositoryName } from '../model/target.ts';
import type { Client } from './client.ts';
import { commitOf } from './commits.ts';
import { type Fields, fieldsIn, fieldsOf, listOf, numberOr, textOf, textOr } from './decode.ts';
import { askGraphql, batched } from './graphql.ts';

/** Files in one question. Workflows, configs and plans are small; GitHub cuts off what takes 10 s. */
const MAX_BLOBS = 40;

/** The id git gives these bytes: GraphQL hands out text, and only its id proves that it is the file. */
function isBlob(sha: string, bytes: Uint8Array): boolean {
  const hash = createHash('sha1').update(`blob ${bytes.byteLength}\0`).update(bytes);
  return hash.digest('hex') === sha;
}

/** The whole file, or nothing when GitHub calls it binary, cuts it short, or changed a byte of it. */
function bytesIn(blob: Fields, sha: string): Uint8Array | undefined {
  if (typeof blob['text'] !== 'string' || blob['isTruncated'] !== false) return undefined;
  const bytes = Buffer.from(textOr(blob, 'text', ''));
  return isBlob(sha, bytes) ? bytes : undefined;
}

/** Texts by alias, `b0` the first (GraphQL `Blob`, @octokit/graphql-schema 15.26.1). */
function askTexts(client: Client, shas: readonly string[]): Promise<Result<Fields>> {
  const objects = shas.map(
    (sha, at) => `b${at}: object(oid: "${sha}") { ... on Blob { isTruncated text } }`,
  );
  const query = `query ($owner: String!, $name: String!) {
  repository(owner: $owner, name: $name) { ${objects.join(' ')} }
}`;
  const { owner, name } = client.repository;
  return askGraphql(client, query, { owner, name }, 'contents: read', (data) =>
    fieldsIn(data, 'repository'),
  );
}

/**
 * Reads files by their git ids, those asked for together in one request. A file alone, a file that
 * is no plain text, and everything on a server whose GraphQL refuses, is read by REST.
 */
export function blobReader(client: Client): (sha: string) => Promise<Result<Uint8Array>> {
  let refused = false;

  async function load(shas: readonly string[]): Promise<readonly Result<Uint8Array>[]> {
    const batch = [...new Set(shas)].filter((sha) => /^[0-9a-f]{40}$/.test(sha));
    const texts = refused || batch.length < 2 ? undefined : await askTexts(client, batch);
    if (texts !== undefined && !texts.ok) refused = true;
    const known = texts?.ok ? texts.value : {};
    return Promise.all(
      shas.map((sha) => {
        const bytes = bytesIn(fieldsIn(known, `b${batch.indexOf(sha)}`), sha);
        return bytes === undefined ? readBlob(client, sha) : ok(bytes);
      }),
    );
  }

  return batched(MAX_BLOBS, load);
}

const readContents = 'contents: read';

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
  return client.request({ route, params, permission: readContents }, (reply) => {
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
  return client.request({ route, params: { file_sha: sha }, permission: readContents }, (reply) => {
    const blob = fieldsOf(reply.data, 'the blob');
    const encoding = textOr(blob, 'encoding', 'base64') === 'base64' ? 'base64' : 'utf8';
    return Buffer.from(textOf(blob, 'content'), encoding);
  });
}

/** A commit by id, branch or tag. One file of its change is asked for, as none can't be. */
export function getCommit(client: Client, ref: string): Promise<Result<Commit>> {
  const route = 'GET /repos/{owner}/{repo}/commits/{ref}';
  return client.request(
    { route, params: { ref, per_page: 1 }, permission: readContents },
    (reply) => commitOf(fieldsOf(reply.data, 'the commit')),
  );
}

export function getBranchHead(client: Client, branch: string): Promise<Result<string>> {
  const route = 'GET /repos/{owner}/{repo}/git/ref/heads/{branch}';
  return client.request({ route, params: { branch }, permission: readContents }, (reply) =>
    textOf(fieldsIn(fieldsOf(reply.data, 'the ref'), 'object'), 'sha'),
  );
}

export function getDefaultBranch(client: Client): Promise<Result<string>> {
  return client.request({ route: 'GET /repos/{owner}/{repo}', permission: readContents }, (reply) =>
    textOf(fieldsOf(reply.data, 'the repository'), 'default_branch'),
  );
}

/** Names of the tags that begin with `prefix`, without `refs/tags/`, in code-unit order. */
export function listTagNames(client: Client, prefix: string): Promise<Result<readonly string[]>> {
  const route = 'GET /repos/{owner}/{repo}/git/matching-refs/tags/{prefix}';
  return client.request({ route, params: { prefix }, permission: readContents }, (reply) =>
    listOf(reply.data, 'the refs')
      .map((ref) => textOf(fieldsOf(ref, 'a ref'), 'ref').replace(/^refs\/tags\//, ''))
      .sort((a, b) => (a < b ? -1 : 1)),
  );
}

/**
 * A file of another repository at a commit. In JSON, GitHub gives the contents of files of up to 1 MB
 * only (github.blog/changelog/2022-05-03, read 2026-11-23); a folder comes as a list.
 */
export async function readForeignFile(
  client: Client,
  repository: RepositoryName,
  commit: string,
  path: string,
): Promise<Result<Uint8Array>> {
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  const route = `GET /repos/{owner}/{repo}/contents/${encoded}`;
  const params = { owner: repository.owner, repo: repository.name, ref: commit };
  const question = { route, params, permission: 'contents: read' };
  const content = await client.request(question, ({ data }) => contentOf(data));
  if (!content.ok) return content;
  return content.value === undefined
    ? err({ kind: 'invalid', message: `${path} is not a file of at most 1 MB` })
    : ok(Buffer.from(content.value, 'base64'));
}

function contentOf(data: unknown): string | undefined {
  if (Array.isArray(data)) return undefined;
  const file = fieldsOf(data, 'the file');
  const plain = textOr(file, 'type', '') === 'file' && textOr(file, 'encoding', '') === 'base64';
  return plain ? textOf(file, 'content') : undefined;
}
