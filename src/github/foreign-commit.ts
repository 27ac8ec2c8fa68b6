import { err, ok, type Result } from '../model/result.ts';
import type { RepositoryName } from '../model/target.ts';
import type { ApiRequest, Client, Data } from './client.ts';
import { type Fields, fieldsIn, fieldsOf, listOf, textOf, textOr } from './decode.ts';
import { batched, requestGraphql } from './graphql.ts';

const permission = 'metadata: read';

/** Maximum repositories per GraphQL query; each lists up to a hundred tags. */
const MAX_REPOSITORIES = 20;

const NEWEST_TAGS =
  'refs(refPrefix: "refs/tags/", first: 100, orderBy: {field: TAG_COMMIT_DATE, direction: DESC}) { nodes { name target { oid ... on Tag { target { oid } } } } }';

interface ForeignCommit {
  readonly state: 'exists' | 'missing' | 'fork-only';
  readonly tags: readonly string[];
}

/** A tag and the commit it points at, through a tag object if there is one. */
interface Tag {
  readonly name: string;
  readonly sha: string;
}

/**
 * Returns a function that determines whether a commit belongs to a repository. Results are cached.
 *
 * GitHub serves the commits of every fork at the parent's address, so a readable commit proves
 * nothing (the "impostor commit", zizmor's audit of that name). Proof is a tag on the commit, a
 * default branch that contains it, or a branch whose head it is. The tags of all repositories that
 * are requested together take one request; a commit without a tag among the first hundred takes at
 * most two more. A commit deep in a branch that is neither default nor tagged counts as `fork-only`:
 * no bounded number of requests separates the two, and a release has a tag.
 */
export function foreignCommits(
  client: Client,
): (repository: RepositoryName, sha: string) => Promise<Result<ForeignCommit>> {
  const readTags = tagReader(client);
  const tagsOf = new Map<string, Promise<Result<readonly Tag[]>>>();
  const known = new Map<string, Promise<Result<ForeignCommit>>>();

  async function find(repository: RepositoryName, sha: string): Promise<Result<ForeignCommit>> {
    const key = `${repository.owner}/${repository.name}`.toLowerCase();
    const pending = tagsOf.get(key) ?? readTags(repository);
    tagsOf.set(key, pending);
    const tags = await pending;
    if (!tags.ok) return err(tags.error);
    const pointing = tags.value.filter((tag) => tag.sha === sha).map((tag) => tag.name);
    if (pointing.length > 0) return ok({ state: 'exists', tags: pointing });
    return findUntagged(client, repository, sha);
  }

  return (repository, sha) => {
    const key = `${repository.owner}/${repository.name}@${sha}`.toLowerCase();
    const result = known.get(key) ?? find(repository, sha);
    known.set(key, result);
    return result;
  };
}

async function findUntagged(
  client: Client,
  repository: RepositoryName,
  sha: string,
): Promise<Result<ForeignCommit>> {
  const compared = await compareWithHead(client, repository, sha);
  if (compared.ok && (compared.value === 'behind' || compared.value === 'identical')) {
    return ok({ state: 'exists', tags: [] });
  }
  if (!compared.ok && !isMissing(compared)) return compared;
  // The comparison is also a 404 without a common ancestor, so the commit itself is requested.
  const head = await isHead(client, repository, sha);
  if (!head.ok) return isMissing(head) ? ok({ state: 'missing', tags: [] }) : head;
  return ok({ state: head.value ? 'exists' : 'fork-only', tags: [] });
}

/** Returns `behind` or `identical` when the default branch contains the commit. */
function compareWithHead(
  client: Client,
  repository: RepositoryName,
  sha: string,
): Promise<Result<string>> {
  const params = { basehead: `HEAD...${sha}`, per_page: 1 };
  return client.request(requestIn(repository, '/compare/{basehead}', params), (data: Fields) =>
    textOr(data, 'status', ''),
  );
}

function isHead(client: Client, repository: RepositoryName, sha: string): Promise<Result<boolean>> {
  return client.request(
    requestIn(repository, '/commits/{sha}/branches-where-head', { sha }),
    (branches: Data<'repos', 'listBranchesForHeadCommit'>) => branches.length > 0,
  );
}

function requestIn({ owner, name }: RepositoryName, path: string, params: object): ApiRequest {
  return {
    route: `GET /repos/{owner}/{repo}${path}`,
    params: { owner, repo: name, ...params },
    permission,
  };
}

/** GitHub responds 404 or 422 to an id that is no commit in the repository's network. */
function isMissing(result: Result<unknown>): boolean {
  return !result.ok && (result.error.kind === 'missing' || result.error.kind === 'invalid');
}

/**
 * Returns a function that reads the tags of other repositories, those requested together in one
 * query. A single repository is read by REST, and so is each one when GraphQL refuses any of them,
 * for example a deleted repository or one on another host.
 */
export function tagReader(
  client: Client,
): (repository: RepositoryName) => Promise<Result<readonly Tag[]>> {
  async function load(
    repositories: readonly RepositoryName[],
  ): Promise<readonly Result<readonly Tag[]>[]> {
    const all = repositories.length < 2 ? undefined : await queryTags(client, repositories);
    if (all?.ok) return all.value.map((tags) => ok(tags));
    return Promise.all(repositories.map((repository) => listTags(client, repository)));
  }

  return batched(MAX_REPOSITORIES, load);
}

/** Returns the first hundred tags by REST. */
function listTags(client: Client, repository: RepositoryName): Promise<Result<readonly Tag[]>> {
  return client.request(requestIn(repository, '/tags', { per_page: 100 }), (data) =>
    listOf(data, 'the tags').map((item) => {
      const tag = fieldsOf(item, 'a tag');
      return { name: textOf(tag, 'name'), sha: textOf(fieldsIn(tag, 'commit'), 'sha') };
    }),
  );
}

function queryTags(
  client: Client,
  repositories: readonly RepositoryName[],
): Promise<Result<readonly (readonly Tag[])[]>> {
  // Names are variables, although a name in `uses:` cannot contain a quote.
  const declared = repositories.map((_, at) => `$o${at}: String!, $n${at}: String!`);
  const fields = repositories.map(
    (_, at) => `r${at}: repository(owner: $o${at}, name: $n${at}) { ${NEWEST_TAGS} }`,
  );
  const variables = Object.fromEntries(
    repositories.flatMap(({ owner, name }, at) => [
      [`o${at}`, owner],
      [`n${at}`, name],
    ]),
  );
  const query = `query (${declared.join(', ')}) { ${fields.join(' ')} }`;
  return requestGraphql(client, query, variables, permission, (data) =>
    repositories.map((_, at) => tagsIn(fieldsIn(data, `r${at}`))),
  );
}

function tagsIn(repository: Fields): readonly Tag[] {
  const nodes = listOf(fieldsIn(repository, 'refs')['nodes'], 'the tags');
  return nodes.map((item) => {
    const node = fieldsOf(item, 'a tag');
    const target = fieldsIn(node, 'target');
    const sha = textOr(fieldsIn(target, 'target'), 'oid', '') || textOf(target, 'oid');
    return { name: textOf(node, 'name'), sha };
  });
}
