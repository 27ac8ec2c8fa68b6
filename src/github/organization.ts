import { mapConcurrent } from '../lib/concurrency.ts';
import { type ApiError, apiErrorText, err, ok, orNone, type Result } from '../model/result.ts';
import { type Client, type ClientOptions, clientOf } from './client.ts';
import { readForeignFile } from './contents.ts';
import { type Fields, fieldsIn, fieldsOf, listOf, numberOr, textOf, textOr } from './decode.ts';
import { requestGraphql } from './graphql.ts';
import { requestAllPages } from './pages.ts';

const permission = 'contents: read';

/** Repositories with their file per GraphQL request: GitHub ends a request that takes too long. */
const BATCH = 50;

/** Maximum number of batches. A longer list is refused instead of read for minutes. */
const MAX_BATCHES = 200;

/** Files read at a time where GraphQL is refused. */
const AT_ONCE = 8;

/** A file of the default branch. */
export type PublishedFile =
  | { readonly state: 'read'; readonly text: string }
  | { readonly state: 'none' }
  | { readonly state: 'unreadable'; readonly why: string };

export interface OrganizationRepository {
  /** `owner/name`. */
  readonly repository: string;
  readonly archived: boolean;
  readonly file: PublishedFile;
  /** Custom properties with a value, by their names. */
  readonly properties: Readonly<Record<string, string>>;
}

export interface Organization {
  /** Every repository that the token can read, by name. */
  readonly repositories: readonly OrganizationRepository[];
  /** What could not be read, for people. */
  readonly notices: readonly string[];
}

/**
 * Returns every repository of an organization with one file of its default branch: 50 per GraphQL
 * request, and by REST, one request per repository, from where GraphQL is refused.
 */
export async function readOrganization(
  options: ClientOptions,
  organization: string,
  path: string,
): Promise<Result<Organization>> {
  const client = clientOf(options);
  const [listed, properties] = await Promise.all([
    readByGraphql(client, organization, path),
    customProperties(client, organization),
  ]);
  const { found, error } = listed;
  const more = error === undefined ? ok([]) : await readByRest(client, organization, path, found);
  if (!more.ok) return more;
  const named = properties.ok ? properties.value : new Map<string, Fields>();
  const all = new Map([...found, ...more.value].map((one) => [one.repository, one]));
  return ok({
    repositories: [...all.values()]
      .sort((a, b) => (a.repository < b.repository ? -1 : 1))
      .map((one) => ({ ...one, properties: textsIn(named.get(one.repository.toLowerCase())) })),
    notices: [
      ...(error === undefined
        ? []
        : [`GraphQL was refused (${error.message}), so REST was used for the rest`]),
      ...(properties.ok ? [] : [`no custom properties: ${apiErrorText(properties.error)}`]),
    ],
  });
}

type Listed = Omit<OrganizationRepository, 'properties'>;

const QUERY = `query ($login: String!, $first: Int!, $after: String, $file: String!) {
  organization(login: $login) {
    repositories(first: $first, after: $after, orderBy: {field: NAME, direction: ASC}) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes {
        nameWithOwner
        isArchived
        object(expression: $file) { ... on Blob { byteSize isBinary isTruncated text } }
      }
    }
  }
}`;

/** Returns what the batches before an error had, and the error. */
async function readByGraphql(
  client: Client,
  login: string,
  path: string,
): Promise<{ readonly found: readonly Listed[]; readonly error?: ApiError }> {
  const found: Listed[] = [];
  let after: string | null = null;
  for (let batch = 0; batch < MAX_BATCHES; batch += 1) {
    const variables: Fields = { login, first: BATCH, after, file: `HEAD:${path}` };
    const page: Result<Page> = await requestGraphql(client, QUERY, variables, permission, pageOf);
    if (!page.ok) return { found, error: page.error };
    found.push(...page.value.repositories);
    after = page.value.next;
    if (after === null) {
      return found.length >= page.value.total
        ? { found }
        : { found, error: cut(login, found, page.value.total) };
    }
  }
  return { found, error: cut(login, found, Number.POSITIVE_INFINITY) };
}

function cut(login: string, { length }: readonly Listed[], total: number): ApiError {
  return { kind: 'cut', message: `GitHub lists ${length} of ${total} repositories of ${login}` };
}

interface Page {
  readonly repositories: readonly Listed[];
  readonly total: number;
  readonly next: string | null;
}

function pageOf(data: Fields): Page {
  const list = fieldsIn(fieldsOf(data['organization'], 'organization'), 'repositories');
  const info = fieldsIn(list, 'pageInfo');
  return {
    repositories: listOf(list['nodes'], 'nodes').flatMap((node) =>
      node === null ? [] : [nodeOf(fieldsOf(node, 'a repository'))],
    ),
    total: numberOr(list, 'totalCount', 0),
    next: info['hasNextPage'] === true ? textOf(info, 'endCursor') : null,
  };
}

function nodeOf(node: Fields): Listed {
  return {
    repository: textOf(node, 'nameWithOwner'),
    archived: node['isArchived'] === true,
    file: fileOf(node['object']),
  };
}

function fileOf(object: unknown): PublishedFile {
  if (object === null || object === undefined) return { state: 'none' };
  const { text, isTruncated: isCut } = fieldsOf(object, 'the file');
  if (typeof text !== 'string') return { state: 'unreadable', why: 'it is not a text file' };
  return isCut === true ? { state: 'unreadable', why: 'it is too large' } : { state: 'read', text };
}

async function readByRest(
  client: Client,
  org: string,
  path: string,
  known: readonly Listed[],
): Promise<Result<readonly Listed[]>> {
  const request = { route: 'GET /orgs/{org}/repos', params: { org }, permission: 'metadata: read' };
  const listed = await requestAllPages(client, request, (item: Fields) => item);
  if (!listed.ok) return listed;
  const done = new Set(known.map(({ repository }) => repository));
  const left = listed.value.filter((item) => !done.has(textOf(item, 'full_name')));
  const read = await mapConcurrent(left, AT_ONCE, async (item): Promise<Listed> => {
    const repository = textOf(item, 'full_name');
    const [owner = '', name = ''] = repository.split('/');
    const branch = textOr(item, 'default_branch', 'HEAD');
    const bytes = orNone(await readForeignFile(client, { owner, name }, branch, path));
    return { repository, archived: item['archived'] === true, file: restFile(bytes) };
  });
  return ok(read);
}

function restFile(bytes: Result<Uint8Array | undefined>): PublishedFile {
  if (!bytes.ok) return { state: 'unreadable', why: apiErrorText(bytes.error) };
  return bytes.value === undefined
    ? { state: 'none' }
    : { state: 'read', text: new TextDecoder().decode(bytes.value) };
}

/** Returns the custom properties of every repository (REST "List custom property values for organization repositories", read 2026-11-30). */
async function customProperties(
  client: Client,
  org: string,
): Promise<Result<ReadonlyMap<string, Fields>>> {
  const request = {
    route: 'GET /orgs/{org}/properties/values',
    params: { org },
    permission: 'organization custom properties: read',
  };
  const read = await requestAllPages(client, request, (item: Fields) => {
    const pairs = listOf(item['properties'], 'properties').map((one) => {
      const property = fieldsOf(one, 'a property');
      return [textOf(property, 'property_name'), property['value']] as const;
    });
    const name = textOf(item, 'repository_full_name').toLowerCase();
    return [name, Object.fromEntries(pairs) as Fields] as const;
  });
  return read.ok ? ok(new Map(read.value)) : err(read.error);
}

/** A property that allows several values is a list. */
function textsIn(fields: Fields = {}): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => {
      if (typeof value === 'string') return [[name, value]];
      return Array.isArray(value) ? [[name, value.join(', ')]] : [];
    }),
  );
}
