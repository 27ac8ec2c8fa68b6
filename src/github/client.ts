import type { Octokit as OctokitCore } from '@octokit/core';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { RequestError } from '@octokit/request-error';
import { Octokit } from '@octokit/rest';
import { err, ok, type Result } from '../model/result.ts';
import type { RepositoryName } from '../model/target.ts';
import { refusalFrom, toApiError } from './api-error.ts';
import {
  DEFAULT_RATE_LIMITS,
  limitersOf,
  type RateLimits,
  recognizeSecondaryLimits,
} from './rate-limits.ts';
import { type Fetch, proxyFetch, type Transport, transportOf } from './transport.ts';

/**
 * The version whose shapes this program reads. 2026-03-10 drops fields it needs (`merge_commit_sha`),
 * and servers up to GHES 3.20 do not know that version (github.blog/changelog/2026-03-12, read
 * 2026-11-22).
 */
const apiVersion = '2022-11-28';

/** Failures that another try does not mend; 403 and 429 belong to the throttling plugin. */
const doNotRetry = [400, 401, 403, 404, 405, 409, 410, 413, 415, 422, 429, 451];

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
}

/** One request. `owner` and `repo` are filled in unless given. */
export interface ApiRequest {
  /** `GET /repos/{owner}/{repo}/actions/runs`; each `{name}` is one encoded segment. */
  readonly route: string;
  readonly params?: Readonly<Record<string, unknown>>;
  /** What the token needs, as under `permissions:`; told when GitHub refuses and does not say it. */
  readonly permission: string;
  /** Never sent twice by itself: a second try could make a second comment or branch. */
  readonly once?: boolean;
}

export interface ApiResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number | undefined>>;
  readonly data: unknown;
}

export interface Client {
  readonly repository: RepositoryName;
  readonly graphqlUrl: string;
  readonly rateLimits: RateLimits;
  readonly transport: Transport;
  /** Asks once (retried and throttled below) and reads the answer; whatever GitHub says is a value. */
  request<T>(question: ApiRequest, read: (reply: ApiResponse) => T): Promise<Result<T>>;
  /** As `ask`, but hands out the answer's headers and unread body: a redirect, or a stream. */
  open<T>(question: ApiRequest, read: (reply: ApiResponse) => Promise<T> | T): Promise<Result<T>>;
}

function octokitFor(options: ClientOptions, rateLimits: RateLimits, transport: Transport): Octokit {
  const patient = (seconds: number, _options: unknown, _octokit: unknown, waits: number): boolean =>
    seconds <= rateLimits.limitWaitSeconds &&
    waits < rateLimits.limitWaits &&
    seconds * rateLimits.limitUnit < transport.timeLeft();
  const throttle = {
    ...limitersOf(rateLimits),
    onRateLimit: patient,
    onSecondaryRateLimit: patient,
    retryAfterBaseValue: rateLimits.limitUnit,
  };
  const Throttled = Octokit.plugin(requireJson, recognizeSecondaryLimits, throttling, retry);
  const silent = { debug() {}, info() {}, warn() {}, error() {} };
  const octokit = new Throttled({
    auth: options.token,
    baseUrl: options.apiUrl,
    userAgent: options.userAgent,
    log: silent,
    request: { fetch: transport.fetch, log: silent },
    throttle,
    retry: { doNotRetry, retries: rateLimits.retries, retryAfterBaseValue: rateLimits.retryUnit },
  });
  octokit.hook.before('request', (request) => {
    request.headers['x-github-api-version'] = apiVersion;
  });
  return octokit;
}

/** Makes the client; nothing is sent and no timer runs until the first question. */
export function clientOf(options: ClientOptions): Client {
  const { repository } = options;
  const rateLimits = { ...DEFAULT_RATE_LIMITS, ...options.rateLimits };
  const transport = transportOf(options.fetch ?? proxyFetch(), rateLimits);
  const octokit = octokitFor(options, rateLimits, transport);

  async function send<T>(
    question: ApiRequest,
    request: object,
    read: (reply: ApiResponse) => Promise<T> | T,
  ): Promise<Result<T>> {
    const params = { owner: repository.owner, repo: repository.name, ...question.params };
    const retries = question.once ? { retries: 0 } : {};
    try {
      const reply = await octokit.request(question.route, {
        ...params,
        request: { ...request, ...retries },
      });
      return ok(await read(reply as ApiResponse));
    } catch (error) {
      const asked = octokit.request.endpoint(question.route, params);
      return err(toApiError(refusalFrom(error, asked, question.permission)));
    }
  }

  return {
    repository,
    graphqlUrl: options.graphqlUrl,
    rateLimits,
    transport,
    request: (question, read) => send(question, {}, read),
    open: (question, read) =>
      send(question, { redirect: 'manual', parseSuccessResponseBody: false }, read),
  };
}

/**
 * An octokit plugin: an answer that should be JSON and is not becomes a 502, which the retry plugin
 * then tries again.
 *
 * Octokit hands out the raw text when a proxy answers with a page of HTML, or when the JSON was cut
 * off; reading on would tell a fault of the network as a fact about the repository.
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
