import { mapConcurrent } from '../lib/concurrency.ts';
import { type ApiError, apiErrorText, err, ok, orNone, type Result } from '../model/result.ts';
import { type Client, type ClientOptions, clientOf } from './client.ts';
import { readForeignFile, readForeignFolder } from './contents.ts';
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
export interface PublishedFile {
  readonly path: string;
  readonly content:
    | { readonly state: 'read'; readonly text: string }
    | { readonly state: 'unreadable'; readonly why: string };
}

export interface OrganizationRepository {
  /** `owner/name`. */
  readonly repository: string;
  readonly archived: boolean;
  /** The asked file, or none, and those of further audits. */
  readonly files: readonly PublishedFile[];
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
 * request, and by REST from where GraphQL is refused. Next to `latest.json`, the files
 * `latest_KEY.json` of repositories with several audits are read too.
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
  const further = await readFurther(client, found);
  const named = properties.ok ? properties.value : new Map<string, Fields>();
  const all = new Map([...further, ...more.value].map((one) => [one.repository, one]));
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

/** A repository with the paths of files that are still to be read. */
interface Found extends Listed {
  readonly further: readonly string[];
}

const BLOB = '{ ... on Blob { byteSize isBinary isTruncated text } }';

const QUERY = `query ($login: String!, $first: Int!, $after: String, $file: String!, $folder: String!) {
  organization(login: $login) {
    repositories(first: $first, after: $after, orderBy: {field: NAME, direction: ASC}) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes {
        nameWithOwner
        isArchived
        object(expression: $file) ${BLOB}
        folder: object(expression: $folder) { ... on Tree { entries { name } } }
      }
    }
  }
}`;

/** Returns what the batches before an error had, and the error. */
async function readByGraphql(
  client: Client,
  login: string,
  path: string,
): Promise<{ readonly found: readonly Found[]; readonly error?: ApiError }> {
  const found: Found[] = [];
  const folder = `HEAD:${folderOf(path).slice(0, -1)}`;
  let after: string | null = null;
  for (let batch = 0; batch < MAX_BATCHES; batch += 1) {
    const variables: Fields = { login, first: BATCH, after, file: `HEAD:${path}`, folder };
    const read = (data: Fields): Page => pageOf(data, path);
    const page: Result<Page> = await requestGraphql(client, QUERY, variables, permission, read);
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
  readonly repositories: readonly Found[];
  readonly total: number;
  readonly next: string | null;
}

function pageOf(data: Fields, path: string): Page {
  const list = fieldsIn(fieldsOf(data['organization'], 'organization'), 'repositories');
  const info = fieldsIn(list, 'pageInfo');
  return {
    repositories: listOf(list['nodes'], 'nodes').flatMap((node) =>
      node === null ? [] : [nodeOf(fieldsOf(node, 'a repository'), path)],
    ),
    total: numberOr(list, 'totalCount', 0),
    next: info['hasNextPage'] === true ? textOf(info, 'endCursor') : null,
  };
}

function nodeOf(node: Fields, path: string): Found {
  const folder = fieldsOf(node['folder'] ?? {}, 'the folder');
  const names = listOf(folder['entries'] ?? [], 'entries').map((entry) =>
    textOf(fieldsOf(entry, 'an entry'), 'name'),
  );
  return {
    repository: textOf(node, 'nameWithOwner'),
    archived: node['isArchived'] === true,
    files: fileOf(node['object'], path),
    further: furtherPaths(path, names),
  };
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

/** Audits with a key are only looked for where the audit without one has its usual name. */
function furtherPaths(path: string, names: readonly string[]): readonly string[] {
  const folder = folderOf(path);
  if (path !== `${folder}latest.json`) return [];
  return names
    .filter((name) => /^latest_[\w.-]{1,60}\.json$/.test(name))
    .map((name) => folder + name);
}

function fileOf(object: unknown, path: string): readonly PublishedFile[] {
  if (object === null || object === undefined) return [];
  const { text, isTruncated: isCut } = fieldsOf(object, 'the file');
  if (typeof text !== 'string') return [unreadable(path, 'it is not a text file')];
  if (isCut === true) return [unreadable(path, 'it is too large')];
  return [{ path, content: { state: 'read', text } }];
}

function unreadable(path: string, why: string): PublishedFile {
  return { path, content: { state: 'unreadable', why } };
}

/** Adds the files of further audits, 50 per request. */
async function readFurther(client: Client, found: readonly Found[]): Promise<readonly Listed[]> {
  const wanted = found.flatMap(({ repository, further }) =>
    further.map((path) => ({ repository, path })),
  );
  const files = new Map<string, readonly PublishedFile[]>();
  for (let from = 0; from < wanted.length; from += BATCH) {
    const batch = wanted.slice(from, from + BATCH);
    for (const [at, read] of (await readBatch(client, batch)).entries()) {
      const repository = batch[at]?.repository ?? '';
      files.set(repository, [...(files.get(repository) ?? []), ...read]);
    }
  }
  return found.map(({ further: _, ...one }) => ({
    ...one,
    files: [...one.files, ...(files.get(one.repository) ?? [])],
  }));
}

async function readBatch(
  client: Client,
  batch: readonly { readonly repository: string; readonly path: string }[],
): Promise<readonly (readonly PublishedFile[])[]> {
  const declared = batch.map((_, at) => `$o${at}: String!, $n${at}: String!, $f${at}: String!`);
  const fields = batch.map(
    (_, at) =>
      `r${at}: repository(owner: $o${at}, name: $n${at}) { object(expression: $f${at}) ${BLOB} }`,
  );
  const variables = batch.flatMap(({ repository, path }, at) => {
    const [owner, name] = repository.split('/');
    return [
      [`o${at}`, owner],
      [`n${at}`, name],
      [`f${at}`, `HEAD:${path}`],
    ];
  });
  const query = `query (${declared.join(', ')}) {\n${fields.join('\n')}\n}`;
  const read = await requestGraphql(
    client,
    query,
    Object.fromEntries(variables) as Fields,
    permission,
    (data) =>
      batch.map(({ path }, at) => fileOf(fieldsOf(data[`r${at}`], 'a repository')['object'], path)),
  );
  return read.ok
    ? read.value
    : batch.map(({ path }) => [unreadable(path, apiErrorText(read.error))]);
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
    const branch = textOr(item, 'default_branch', 'HEAD');
    const files = await filesByRest(client, repository, branch, path);
    return { repository, archived: item['archived'] === true, files };
  });
  return ok(read);
}

/** Lists the folder first: most repositories have no file, and some have several. */
async function filesByRest(
  client: Client,
  repository: string,
  branch: string,
  path: string,
): Promise<readonly PublishedFile[]> {
  const [owner = '', name = ''] = repository.split('/');
  const folder = folderOf(path);
  const listed = orNone(await readForeignFolder(client, { owner, name }, branch, folder));
  if (!listed.ok) return [unreadable(path, apiErrorText(listed.error))];
  const names = listed.value ?? [];
  const own = names.includes(path.slice(folder.length)) ? [path] : [];
  return mapConcurrent([...own, ...furtherPaths(path, names)], 1, async (one) => {
    const read = await readForeignFile(client, { owner, name }, branch, one);
    if (!read.ok) return unreadable(one, apiErrorText(read.error));
    return { path: one, content: { state: 'read', text: new TextDecoder().decode(read.value) } };
  });
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
