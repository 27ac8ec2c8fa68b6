import type { Result } from '../model/result.ts';
import { ok } from '../model/result.ts';
import type { RepositoryName } from '../model/target.ts';
import { batched } from './batched.ts';
import type { Client } from './client.ts';
import { type Fields, fieldsIn, fieldsOf, listOf, textOf, textOr } from './decode.ts';
import { askGraphql } from './graphql.ts';

/** A tag and the commit it points at, through a tag object where there is one. */
export interface Tag {
  readonly name: string;
  readonly sha: string;
}

/** Repositories in one question; each lists up to a hundred tags. */
const MOST = 20;

const newest =
  'refs(refPrefix: "refs/tags/", first: 100, orderBy: {field: TAG_COMMIT_DATE, direction: DESC}) { nodes { name target { oid ... on Tag { target { oid } } } } }';

function tagOf(node: Fields): Tag {
  const target = fieldsIn(node, 'target');
  const sha = textOr(fieldsIn(target, 'target'), 'oid', '') || textOf(target, 'oid');
  return { name: textOf(node, 'name'), sha };
}

function tagsIn(repository: Fields): readonly Tag[] {
  const nodes = listOf(fieldsIn(repository, 'refs')['nodes'], 'the tags');
  return nodes.map((node) => tagOf(fieldsOf(node, 'a tag')));
}

/** By REST: `GET /repos/{owner}/{repo}/tags`, the first hundred. */
function listTags(
  client: Client,
  { owner, name }: RepositoryName,
): Promise<Result<readonly Tag[]>> {
  const route = 'GET /repos/{owner}/{repo}/tags';
  const params = { owner, repo: name, per_page: 100 };
  return client.ask({ route, params, permission: 'metadata: read' }, (reply) =>
    listOf(reply.data, 'the tags').map((item) => {
      const tag = fieldsOf(item, 'a tag');
      return { name: textOf(tag, 'name'), sha: textOf(fieldsIn(tag, 'commit'), 'sha') };
    }),
  );
}

function askTags(
  client: Client,
  repositories: readonly RepositoryName[],
): Promise<Result<readonly (readonly Tag[])[]>> {
  // Names go as variables, although what may stand in a `uses:` could hold no quote.
  const names = repositories.map((_, at) => `$o${at}: String!, $n${at}: String!`);
  const asked = repositories.map(
    (_, at) => `r${at}: repository(owner: $o${at}, name: $n${at}) { ${newest} }`,
  );
  const variables = Object.fromEntries(
    repositories.flatMap(({ owner, name }, at) => [
      [`o${at}`, owner],
      [`n${at}`, name],
    ]),
  );
  const query = `query (${names.join(', ')}) { ${asked.join(' ')} }`;
  return askGraphql(client, query, variables, 'metadata: read', (data) =>
    repositories.map((_, at) => tagsIn(fieldsIn(data, `r${at}`))),
  );
}

/**
 * Tags of other repositories, those asked for together in one request. One alone is asked for by
 * REST, and so is each when GraphQL refuses any: a repository that is gone, or one of another host.
 */
export function tagReader(
  client: Client,
): (repository: RepositoryName) => Promise<Result<readonly Tag[]>> {
  async function load(
    repositories: readonly RepositoryName[],
  ): Promise<readonly Result<readonly Tag[]>[]> {
    const all = repositories.length < 2 ? undefined : await askTags(client, repositories);
    if (all?.ok) return all.value.map((tags) => ok(tags));
    return Promise.all(repositories.map((repository) => listTags(client, repository)));
  }

  return batched(MOST, load);
}
