import { tmpdir } from 'node:os';
import type { Octokit as OctokitCore } from '@octokit/core';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { RequestError } from '@octokit/request-error';
import { Octokit, type RestEndpointMethodTypes } from '@octokit/rest';
import { err, ok, type Result } from '../model/result.ts';
import type { RepositoryName } from '../model/target.ts';
import { failedRequest, toApiError } from './api-error.ts';
import {
  DEFAULT_RATE_LIMITS,
  type Limiters,
  limitersOf,
  type RateLimits,
  recognizeSecondaryLimits,
} from './rate-limits.ts';
import { type RequestBudget, requestBudget } from './request-budget.ts';
import { type Fetch, proxyFetch, type Transport, transportOf } from './transport.ts';

/**
 * The API version whose responses this program reads. 2026-03-10 drops a field it needs
 * (`merge_commit_sha`), and servers up to GHES 3.20 do not support that version
 * (github.blog/changelog/2026-03-12, read 2026-11-22).
 */
const API_VERSION = '2022-11-28';

/** Responses that a retry does not fix. The throttling plugin handles 403 and 429. */
const DO_NOT_RETRY = [400, 401, 403, 404, 405, 409, 410, 413, 415, 422, 429, 451];

export interface ClientOptions {
  readonly repository: RepositoryName;
  readonly token: string;
  /** `https://api.github.com`, or `https://host/api/v3`. */
  readonly apiUrl: string;
  /** `https://api.github.com/graphql`, or `https://host/api/graphql`. */
  readonly graphqlUrl: string;
  readonly userAgent: string;
  readonly rateLimits?: Partial<RateLimits>;
  readonly fetch?: Fetch;
  /** Folder for large downloads; default: the system's folder for temporary files. */
  readonly temp?: string;
}

/** One request. `owner` and `repo` default to the client's repository. */
export interface ApiRequest {
  /** For example `GET /repos/{owner}/{repo}/actions/runs`. Each `{name}` is one encoded segment. */
  readonly route: string;
  readonly params?: Readonly<Record<string, unknown>>;
  /** The permission the token needs, as under `permissions:`, for errors that do not name it. */
  readonly permission: string;
  /** What a GraphQL request does, for its error messages: all have one path. */
  readonly operation?: string;
  /** A GraphQL query: it is sent by POST, and writes nothing. */
  readonly query?: boolean;
  /** Never retried: a second attempt could create a second comment or branch. */
  readonly once?: boolean;
  /** Called with each attempt, once it is sent. */
  readonly sent?: (() => void) | undefined;
}

export interface ApiResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number | undefined>>;
  readonly data: unknown;
}

/**
 * The response data of a REST method, by octokit's description. It is not checked at run time: where
 * a missing field would become false evidence, decode the response (`decode.ts`) instead.
 */
export type Data<
  Scope extends keyof RestEndpointMethodTypes,
  Method extends keyof RestEndpointMethodTypes[Scope],
> = RestEndpointMethodTypes[Scope][Method] extends { response: { data: infer D } } ? D : never;

export interface Client {
  readonly repository: RepositoryName;
  readonly graphqlUrl: string;
  readonly rateLimits: RateLimits;
  readonly transport: Transport;
  readonly temp: string;
  /** Sends a request, with retries and throttling, and reads its data. Errors are returned. */
  request<D, T>(
    request: ApiRequest,
    read: (data: D, response: ApiResponse) => T,
  ): Promise<Result<T>>;
  /** Like `request`, but reads the headers and the unread body: a redirect, or a stream. */
  open<T>(request: ApiRequest, read: (response: ApiResponse) => T): Promise<Result<T>>;
}

/** Creates the client. Nothing is sent and no timer runs before the first request. */
export function clientOf(options: ClientOptions): Client {
  const { repository } = options;
  const rateLimits = { ...DEFAULT_RATE_LIMITS, ...options.rateLimits };
  const transport = transportOf(options.fetch ?? proxyFetch(), rateLimits);
  const budget = requestBudget(rateLimits);
  const limiters = limitersOf(rateLimits);
  const limited = (by: Limiters) => octokitFor(options, rateLimits, transport, budget, by);
  // The throttling plugin takes every GraphQL request for a write.
  const queries = limited({ ...limiters, write: limiters.global });
  const others = limited(limiters);

  async function send<T>(
    { route, params: given, permission, operation, query, once, sent }: ApiRequest,
    settings: object,
    read: (response: ApiResponse) => T,
  ): Promise<Result<Awaited<T>>> {
    const params = { owner: repository.owner, repo: repository.name, ...given };
    const isForeign = params.owner !== repository.owner || params.repo !== repository.name;
    const refused = budget.take(route, isForeign);
    if (refused !== undefined) return refused;
    const notify = notifying(transport.fetch, sent);
    const request = { ...settings, ...(once ? { retries: 0 } : {}), ...notify };
    const octokit = query === true ? queries : others;
    try {
      return ok(await read(await octokit.request(route, { ...params, request })));
    } catch (error) {
      const endpoint = octokit.request.endpoint(route, params);
      return err(toApiError(failedRequest(error, endpoint, permission, operation)));
    }
  }

  return {
    repository,
    graphqlUrl: options.graphqlUrl,
    rateLimits,
    transport,
    temp: options.temp ?? tmpdir(),
    request: <D, T>(request: ApiRequest, read: (data: D, response: ApiResponse) => T) =>
      send(request, {}, (response) => read(response.data as D, response)),
    open: (request, read) =>
      send(request, { redirect: 'manual', parseSuccessResponseBody: false }, read),
  };
}

/** Returns the setting of a request that calls `sent` with each attempt. */
function notifying(send: Fetch, sent: ApiRequest['sent']): { readonly fetch?: Fetch } {
  if (sent === undefined) return {};
  const fetch: Fetch = (url, init) => {
    const answer = send(url, init);
    sent();
    return answer;
  };
  return { fetch };
}

function octokitFor(
  options: ClientOptions,
  rateLimits: RateLimits,
  transport: Transport,
  budget: RequestBudget,
  limiters: Limiters,
): Octokit {
  const mayWait = (seconds: number, _options: unknown, _octokit: unknown, waits: number): boolean =>
    seconds <= rateLimits.limitWaitSeconds &&
    waits < rateLimits.limitWaits &&
    seconds * rateLimits.limitUnit < transport.timeLeft();
  const silent = { debug() {}, info() {}, warn() {}, error() {} };
  // The first plugin is the innermost: it sees each attempt as GitHub responds.
  const Throttled = Octokit.plugin(
    noteRest(budget),
    requireJson,
    recognizeSecondaryLimits,
    throttling,
    retry,
  );
  const octokit = new Throttled({
    auth: options.token,
    baseUrl: options.apiUrl,
    userAgent: options.userAgent,
    log: silent,
    request: { fetch: transport.fetch, log: silent },
    throttle: {
      ...limiters,
      onRateLimit: mayWait,
      onSecondaryRateLimit: mayWait,
      retryAfterBaseValue: rateLimits.limitUnit,
    },
    retry: {
      doNotRetry: DO_NOT_RETRY,
      retries: rateLimits.retries,
      retryAfterBaseValue: rateLimits.retryUnit,
    },
  });
  octokit.hook.before('request', (request) => {
    request.headers['x-github-api-version'] = API_VERSION;
  });
  return octokit;
}

/** Returns an octokit plugin that notes what the token has left; refusals state it too. */
function noteRest(budget: RequestBudget): (octokit: OctokitCore) => void {
  return ({ hook }) => {
    hook.after('request', ({ headers }) => budget.note(headers));
    hook.error('request', (error) => {
      if (error instanceof RequestError) budget.note(error.response?.headers ?? {});
      throw error;
    });
  };
}

/**
 * An octokit plugin: turns a response that should be JSON and is not into a 502, which the retry
 * plugin retries.
 *
 * Octokit returns the raw text when a proxy responds with an HTML page or when the JSON is cut off.
 * Reading it would report a network fault as a fact about the repository.
 */
function requireJson(octokit: OctokitCore): void {
  octokit.hook.wrap('request', async (request, options) => {
    const response = await request(options);
    const raw = options.request?.['parseSuccessResponseBody'] === false;
    const data: unknown = response.data;
    if (raw || response.status === 204 || (typeof data === 'object' && data !== null)) {
      return response;
    }
    const type = String(response.headers['content-type'] ?? 'no content type');
    const message = type.startsWith('application/json')
      ? 'the answer is JSON that was cut off'
      : `the answer is ${type} instead of JSON`;
    throw new RequestError(message, 502, { request: options, response });
  });
}
