import type { FileAddition, WrittenCommit } from '../model/forge.ts';
import type { Result } from '../model/result.ts';
import type { Client } from './client.ts';
import { fieldsIn, fieldsOf, textOf, textOr } from './decode.ts';

const permission = 'contents: write';
const git = '/repos/{owner}/{repo}/git';

/** A commit as its objects, which no branch points at yet. */
export interface CommitObject {
  readonly message: string;
  readonly parents: readonly string[];
  /** The tree it begins with; without one it holds nothing but the additions. */
  readonly baseTree?: string;
  readonly additions: readonly FileAddition[];
  readonly deletions: readonly string[];
}

/** Writes tree and commit by the Git data API. No author is given, so that a server may sign it. */
export async function writeCommit(
  client: Client,
  { message, parents, baseTree, additions, deletions }: CommitObject,
): Promise<Result<WrittenCommit>> {
  const file = { mode: '100644', type: 'blob' };
  const rows = [
    ...additions.map(({ path, text }) => ({ path, ...file, content: text })),
    ...deletions.map((path) => ({ path, ...file, sha: null })),
  ];
  const base = baseTree === undefined ? {} : { base_tree: baseTree };
  const tree = await client.ask(
    { route: `POST ${git}/trees`, params: { ...base, tree: rows }, permission },
    (reply) => textOf(fieldsOf(reply.data, 'the tree'), 'sha'),
  );
  if (!tree.ok) return tree;
  const params = { message, tree: tree.value, parents };
  return client.ask({ route: `POST ${git}/commits`, params, permission }, (reply) => {
    const made = fieldsOf(reply.data, 'the commit');
    const verified = fieldsIn(made, 'verification')['verified'] === true;
    return { sha: textOf(made, 'sha'), url: textOr(made, 'html_url', ''), verified };
  });
}
