import { createHash } from 'node:crypto';
import { ok, type Result } from '../model/result.ts';
import { batched } from './batched.ts';
import type { Client } from './client.ts';
import { type Fields, fieldsIn, textOr } from './decode.ts';
import { askGraphql } from './graphql.ts';
import { readBlob } from './repository-files.ts';

/** Files in one question. Workflows, configs and plans are small; GitHub cuts off what takes 10 s. */
const MOST = 40;

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

  return batched(MOST, load);
}
