import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { execute } from './graphql/execute.ts';
import { enterpriseSchema, schema } from './graphql/schema.ts';
import { type Call, HttpError, notFound, type Reply } from './http.ts';
import { repoOf } from './lookup.ts';
import { demand, demandIdentity, tokenOf } from './permissions.ts';
import { matchRoute } from './router.ts';
import { resetTime } from './routes/meta.ts';
import type { Json } from './views/view.ts';
import type { Repo, Token, World } from './world.ts';

export interface Incoming {
  readonly method: string;
  /** Path below the API's base, still encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Base that the caller used, `/api/v3` included when it said so. */
  readonly api: string;
}

export interface Answer extends Reply {
  /** OpenAPI name of what was asked, or `graphql`; undefined when no route fits. */
  readonly operation?: string;
}

type Store = Call['store'];

const VERSIONS = ['2022-11-28', '2026-03-10'];

/** Headers every request needs (D: getting-started-with-the-rest-api, api-versions). */
function checkHeaders(headers: IncomingHttpHeaders): void {
  if (!headers['user-agent']) {
    throw new HttpError(403, 'Request forbidden by administrative rules.');
  }
  const version = headers['x-github-api-version'];
  if (version !== undefined && !VERSIONS.includes(String(version))) {
    throw new HttpError(400, `Unsupported API version: ${version}`);
  }
}

function rateHeaders(world: World, token: Token): Record<string, string> {
  return {
    'x-ratelimit-limit': String(world.rateLimit),
    'x-ratelimit-used': String(token.used),
    'x-ratelimit-remaining': String(Math.max(0, world.rateLimit - token.used)),
    'x-ratelimit-reset': String(resetTime()),
    'x-ratelimit-resource': 'core',
  };
}

/** Asking for the rate limit is free (D: rate-limits-for-the-rest-api). */
function spend(world: World, token: Token, path: string): void {
  if (path === '/rate_limit') return;
  token.used++;
  if (token.used <= world.rateLimit) return;
  throw new HttpError(
    403,
    'API rate limit exceeded for installation.',
    {},
    rateHeaders(world, token),
  );
}

function bodyOf(text: string): Json {
  if (text === '') return {};
  try {
    const body: unknown = JSON.parse(text);
    if (body !== null && typeof body === 'object' && !Array.isArray(body)) return body as Json;
  } catch {
    // Falls through to the refusal that GitHub gives for anything that is no JSON object.
  }
  throw new HttpError(400, 'Problems parsing JSON');
}

function graphql(world: World, incoming: Incoming, token: Token): Reply {
  const { query, variables } = bodyOf(incoming.body) as { query?: string; variables?: Json };
  const view = { world, api: incoming.api };
  const served = world.enterprise ? enterpriseSchema : schema;
  const body = execute(served, query ?? '', variables ?? {}, { world, view, token });
  return { status: 200, body };
}

function withEtag(incoming: Incoming, reply: Reply): Reply {
  if (incoming.method !== 'GET' || reply.status !== 200 || Buffer.isBuffer(reply.body))
    return reply;
  const etag = `"${createHash('sha256').update(JSON.stringify(reply.body)).digest('hex')}"`;
  const headers = { ...reply.headers, etag };
  const asked = String(incoming.headers['if-none-match'] ?? '').replace(/^W\//, '');
  return asked === etag ? { status: 304, headers } : { ...reply, headers };
}

const isMine = (world: World, repo: Repo): boolean => repo === world.repo || repo.fork;

/** Another's private repository is answered for like one that is not there. */
function seenRepo(world: World, { owner, repo: name }: Readonly<Record<string, string>>): Repo {
  const repo = name === undefined ? world.repo : repoOf(world, `${owner}/${name}`);
  if (!repo || (repo.private && !isMine(world, repo))) throw notFound();
  return repo;
}

/** What needs GitHub data of a repository; everything about another repository does too. */
const GITHUB_ONLY = new Set([
  'dependency-graph/diff-range',
  'repos/get-branch-protection',
  'repos/get-branch-rules',
  'repos/list-attestations',
]);

/** A recorded world has no answer for what was not recorded: 404 would say that it does not exist. */
function refuseUnrecorded(
  world: World,
  operation: string,
  { owner, repo }: Readonly<Record<string, string>>,
): void {
  if (world.withoutGitHub === undefined) return;
  const known = repo === undefined || repoOf(world, `${owner}/${repo}`) !== undefined;
  if (!known || GITHUB_ONLY.has(operation)) throw new HttpError(451, world.withoutGitHub);
}

function rest(world: World, incoming: Incoming, token: Token, store: Store): Answer {
  const match = matchRoute(incoming.method, incoming.path);
  if (!match) throw notFound();
  const { route, params } = match;
  refuseUnrecorded(world, route.operation, params);
  const repo = seenRepo(world, params);
  // What is public elsewhere may be read by anyone; writing needs the story's own repository.
  const mine = isMine(world, repo);
  if (mine || incoming.method !== 'GET') demand(token, route.needs);
  if (!mine && incoming.method !== 'GET')
    throw new HttpError(403, 'Resource not accessible by integration');
  const reply = route.handle({
    world,
    view: { world, api: incoming.api },
    repo,
    token,
    params,
    query: incoming.query,
    body: bodyOf(incoming.body),
    accept: String(incoming.headers.accept ?? ''),
    self: `${incoming.api}${incoming.path}`,
    store,
  });
  return { ...withEtag(incoming, reply), operation: route.operation };
}

/** Answers one request from the state of the world; every refusal has GitHub's status and shape. */
export function answer(world: World, incoming: Incoming, store: Store): Answer {
  const operation =
    incoming.path === '/graphql'
      ? 'graphql'
      : matchRoute(incoming.method, incoming.path)?.route.operation;
  const named = operation === undefined ? {} : { operation };
  try {
    checkHeaders(incoming.headers);
    const token = tokenOf(world, incoming.headers.authorization);
    demandIdentity(world, token, incoming.method, incoming.path);
    spend(world, token, incoming.path);
    const reply: Answer =
      operation === 'graphql'
        ? graphql(world, incoming, token)
        : rest(world, incoming, token, store);
    return { ...reply, ...named, headers: { ...rateHeaders(world, token), ...reply.headers } };
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    return { ...named, status: error.status, body: error.body, headers: error.headers };
  }
}
