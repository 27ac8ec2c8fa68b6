import { err, ok, type Result } from '../model/result.ts';
import type { RepositoryName } from '../model/target.ts';
import type { Client } from './client.ts';
import { fieldsOf, textOf, textOr } from './decode.ts';

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
  const content = await client.ask(question, ({ data }) => contentOf(data));
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
