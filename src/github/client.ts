import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { Octokit } from '@octokit/rest';
import { err, ok, type Result } from '../model/result.ts';
import type { RepositoryName } from '../model/target.ts';
import { toApiError } from './api-error.ts';
import { limitersOf } from './limiters.ts';
import { type Fetch, proxyFetch } from './proxy-fetch.ts';
import { PACE, type Pace } from './rate-limits.ts';
import { refusalFrom } from './refusal.ts';
import { jsonOnly } from './require-json.ts';
import { limitWords } from './secondary-limits.ts';
import { type Transport, transportOf } from './transport.ts';

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
  readonly pace?: Partial<Pace>;
  readonly fetch?: Fetch;
}

/** One request. `owner` and `repo` are filled in unless given. */
export interface Question {
  /** `GET /repos/{owner}/{repo}/actions/runs`; each `{name}` is one encoded segment. */
  readonly route: string;
  readonly params?: Readonly<Record<string, unknown>>;
  /** What the token needs, as under `permissions:`; told when GitHub refuses and does not say it. */
  readonly permission: string;
  /** Never sent twice by itself: a second try could make a second comment or branch. */
  readonly once?: boolean;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number | undefined>>;
  readonly data: unknown;
}

export interface Client {
  readonly repository: RepositoryName;
  readonly graphqlUrl: string;
  readonly pace: Pace;
  readonly transport: Transport;
  /** Asks once (retried and throttled below) and reads the answer; whatever GitHub says is a value. */
  ask<T>(question: Question, read: (reply: Reply) => T): Promise<Result<T>>;
  /** As `ask`, but hands out the answer's headers and unread body: a redirect, or a stream. */
  open<T>(question: Question, read: (reply: Reply) => Promise<T> | T): Promise<Result<T>>;
}

function octokitFor(options: ClientOptions, pace: Pace, transport: Transport): Octokit {
  const patient = (seconds: number, _options: unknown, _octokit: unknown, waits: number): boolean =>
    seconds <= pace.limitWaitSeconds &&
    waits < pace.limitWaits &&
    seconds * pace.limitUnit < transport.timeLeft();
  const throttle = {
    ...limitersOf(pace),
    onRateLimit: patient,
    onSecondaryRateLimit: patient,
    retryAfterBaseValue: pace.limitUnit,
  };
  const Throttled = Octokit.plugin(jsonOnly, limitWords, throttling, retry);
  const silent = { debug() {}, info() {}, warn() {}, error() {} };
  const octokit = new Throttled({
    auth: options.token,
    baseUrl: options.apiUrl,
    userAgent: options.userAgent,
    log: silent,
    request: { fetch: transport.fetch, log: silent },
    throttle,
    retry: { doNotRetry, retries: pace.retries, retryAfterBaseValue: pace.retryUnit },
  });
  octokit.hook.before('request', (request) => {
    request.headers['x-github-api-version'] = apiVersion;
  });
  return octokit;
}

/** Makes the client; nothing is sent and no timer runs until the first question. */
export function clientOf(options: ClientOptions): Client {
  const { repository } = options;
  const pace = { ...PACE, ...options.pace };
  const transport = transportOf(options.fetch ?? proxyFetch(), pace);
  const octokit = octokitFor(options, pace, transport);

  async function send<T>(
    question: Question,
    request: object,
    read: (reply: Reply) => Promise<T> | T,
  ): Promise<Result<T>> {
    const params = { owner: repository.owner, repo: repository.name, ...question.params };
    const retries = question.once ? { retries: 0 } : {};
    try {
      const reply = await octokit.request(question.route, {
        ...params,
        request: { ...request, ...retries },
      });
      return ok(await read(reply as Reply));
    } catch (error) {
      const asked = octokit.request.endpoint(question.route, params);
      return err(toApiError(refusalFrom(error, asked, question.permission)));
    }
  }

  return {
    repository,
    graphqlUrl: options.graphqlUrl,
    pace,
    transport,
    ask: (question, read) => send(question, {}, read),
    open: (question, read) =>
      send(question, { redirect: 'manual', parseSuccessResponseBody: false }, read),
  };
}
