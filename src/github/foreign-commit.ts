import { err, ok, type Result } from '../model/result.ts';
import type { RepositoryName } from '../model/target.ts';
import type { ApiRequest, Client } from './client.ts';
import { type Fields, fieldsIn, fieldsOf, listOf, textOf, textOr } from './decode.ts';
import { askGraphql, batched } from './graphql.ts';

/** A tag and the commit it points at, through a tag object where there is one. */
interface Tag {
  readonly name: string;
  readonly sha: string;
}

/** Repositories in one question; each lists up to a hundred tags. */
const MAX_REPOSITORIES = 20;

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
  return client.request({ route, params, permission: 'metadata: read' }, (reply) =>
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

  return batched(MAX_REPOSITORIES, load);
}

export interface ForeignCommit {
  readonly state: 'exists' | 'missing' | 'fork-only';
  readonly tags: readonly string[];
}

const readMetadata = 'metadata: read';

function within(repository: RepositoryName, path: string, params: object): ApiRequest {
  const where = { owner: repository.owner, repo: repository.name };
  return {
    route: `GET /repos/{owner}/{repo}${path}`,
    params: { ...where, ...params },
    permission: readMetadata,
  };
}

/** `behind` and `identical` mean that the default branch contains the commit. */
function placeFromHead(
  client: Client,
  repository: RepositoryName,
  sha: string,
): Promise<Result<string>> {
  const question = within(repository, '/compare/{basehead}', {
    basehead: `HEAD...${sha}`,
    per_page: 1,
  });
  return client.request(question, (reply) => textOr(fieldsOf(reply.data, 'it'), 'status', ''));
}

async function heads(
  client: Client,
  repository: RepositoryName,
  sha: string,
): Promise<Result<boolean>> {
  const question = within(repository, '/commits/{sha}/branches-where-head', { sha });
  return client.request(question, (reply) => listOf(reply.data, 'the branches').length > 0);
}

/** An id that names no commit, nor one anywhere in the repository's network, is 404 or 422. */
function saysMissing(answer: Result<unknown>): boolean {
  return !answer.ok && (answer.error.kind === 'missing' || answer.error.kind === 'invalid');
}

async function untagged(
  client: Client,
  repository: RepositoryName,
  sha: string,
): Promise<Result<ForeignCommit>> {
  const place = await placeFromHead(client, repository, sha);
  if (place.ok && (place.value === 'behind' || place.value === 'identical')) {
    return ok({ state: 'exists', tags: [] });
  }
  if (!place.ok && !saysMissing(place)) return place;
  // Without a common ancestor the comparison is a 404 too, so the commit itself is asked for.
  const head = await heads(client, repository, sha);
  if (!head.ok) return saysMissing(head) ? ok({ state: 'missing', tags: [] }) : head;
  return ok({ state: head.value ? 'exists' : 'fork-only', tags: [] });
}

/**
 * Answers whether a commit belongs to a repository, with what it learned kept for the next question.
 *
 * GitHub serves the commits of every fork through the parent's address, so that a commit can be read
 * there proves nothing (the "impostor commit", zizmor's audit of that name). What proves it: a tag
 * points at it, or the default branch contains it, or a branch's head is it. The tags of all
 * repositories that are asked for together come in one request; at most two more for a commit that
 * none of the first hundred points at.
 * A commit deep in a branch that is neither default nor tagged counts as `fork-only`: nobody can
 * tell the two apart in a bounded number of requests, and a release has a tag.
 */
export function foreignCommits(
  client: Client,
): (repository: RepositoryName, sha: string) => Promise<Result<ForeignCommit>> {
  const listTags = tagReader(client);
  const tagsOf = new Map<string, Promise<Result<readonly Tag[]>>>();
  const known = new Map<string, Promise<Result<ForeignCommit>>>();

  async function look(repository: RepositoryName, sha: string): Promise<Result<ForeignCommit>> {
    const key = `${repository.owner}/${repository.name}`.toLowerCase();
    const pending = tagsOf.get(key) ?? listTags(repository);
    tagsOf.set(key, pending);
    const tags = await pending;
    if (!tags.ok) return err(tags.error);
    const pointing = tags.value.filter((tag) => tag.sha === sha).map((tag) => tag.name);
    if (pointing.length > 0) return ok({ state: 'exists', tags: pointing });
    return untagged(client, repository, sha);
  }

  return (repository, sha) => {
    const key = `${repository.owner}/${repository.name}@${sha}`.toLowerCase();
    const answer = known.get(key) ?? look(repository, sha);
    known.set(key, answer);
    return answer;
  };
}
