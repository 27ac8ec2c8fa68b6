import { RequestError } from '@octokit/request-error';
import { redact } from '../lib/redact.ts';
import type { ApiError } from '../model/result.ts';
import { ShapeError } from './decode.ts';

/** Maximum characters of GitHub's own message to repeat. */
const MAX_MESSAGE = 300;

/** What is known of a request without a usable response. */
export interface FailedRequest {
  /** Method and path, for example `GET /repos/o/r/actions/runs`. */
  readonly request: string;
  /** HTTP status; missing without a response. */
  readonly status?: number;
  readonly headers: Readonly<Record<string, string | number | undefined>>;
  /** GitHub's own message, or the network's. */
  readonly message: string;
  /** The permission this request needs, for servers that do not name it. */
  readonly permission: string;
}

/**
 * Turns a failed request into an `ApiError`.
 *
 * GitHub responds 404 for what a token may not see, so that message names the permission too. A 403
 * is a missing permission unless the headers or the message name a rate limit (docs.github.com,
 * "Troubleshooting the REST API", read 2026-11-22).
 */
export function toApiError(failed: FailedRequest): ApiError {
  const { request, status } = failed;
  const message = `${request}: ${status ?? 'no answer'} (${excerpt(failed.message)})`;
  switch (status) {
    case 401:
      return { kind: 'unauthorized', message: `${request}: the token was not accepted` };
    case 403:
      return isRateLimit(failed) ? limited(failed) : forbidden(failed);
    case 404:
      return missing(failed);
    case 409:
      return { kind: 'conflict', message };
    case 410:
      return { kind: 'gone', message };
    case 400:
    case 413:
    case 415:
    case 422:
      return { kind: 'invalid', message };
    case 429:
      return limited(failed);
    default:
      return { kind: 'unreachable', message };
  }
}

function isRateLimit({ headers, message }: FailedRequest): boolean {
  return (
    headers['x-ratelimit-remaining'] === '0' ||
    headers['retry-after'] !== undefined ||
    /secondary rate|rate limit|abuse detection/i.test(message)
  );
}

function limited({ request, headers }: FailedRequest): ApiError {
  return { kind: 'limited', message: `${request}: rate limit reached${limitEnd(headers)}` };
}

/** Returns when the limit ends, if GitHub says it. */
function limitEnd(headers: FailedRequest['headers']): string {
  const wait = Number(headers['retry-after']);
  if (Number.isFinite(wait) && wait > 0) return `; GitHub asks to wait ${wait} s`;
  const reset = Number(headers['x-ratelimit-reset']);
  if (headers['x-ratelimit-remaining'] !== '0' || !Number.isFinite(reset)) return '';
  return `; it resets at ${new Date(reset * 1000).toISOString()}`;
}

function forbidden({
  request,
  headers,
  message: text,
  permission: needed,
}: FailedRequest): ApiError {
  const accepted = headers['x-accepted-github-permissions'];
  const permission = permissionFrom(typeof accepted === 'string' ? accepted : undefined, needed);
  const message = `${request}: refused, the token needs \`${permission}\` (${excerpt(text)})`;
  return { kind: 'forbidden', permission, message };
}

function missing({ request, permission }: FailedRequest): ApiError {
  const hint = permission === '' ? '' : `, or the token lacks \`${permission}\``;
  return { kind: 'missing', message: `${request}: not found${hint}` };
}

function excerpt(message: string): string {
  const line = redact(scrubUrls(message)).replace(/\s+/g, ' ').trim();
  return line.length > MAX_MESSAGE ? `${line.slice(0, MAX_MESSAGE)}…` : line;
}

/**
 * Returns the text without the query of every URL. Download addresses of artifacts and logs are
 * signed: anyone with the query can download for a minute, so it must not appear in messages or logs.
 */
export function scrubUrls(text: string): string {
  return text.replace(/(?<=https?:\/\/[^\s?#"'<>]{1,2000})[?#][^\s"'<>]*/g, '');
}

/**
 * Returns the missing permission as written under `permissions:` in a workflow.
 *
 * `X-Accepted-GitHub-Permissions` lists alternative sets, separated by `;`, with keys separated by
 * `,`: `issues=write; pull_requests=write`. `metadata` is left out because every token has it.
 * `fallback` is for older servers without the header (docs.github.com, "Troubleshooting the REST
 * API", read 2026-11-22).
 */
export function permissionFrom(header: string | undefined, fallback: string): string {
  const sets = (header ?? '')
    .split(';')
    .map((set) =>
      set
        .split(',')
        .filter((key) => key.includes('=') && !key.trim().startsWith('metadata='))
        .map(workflowPermission)
        .join(' and '),
    )
    .filter((set) => set !== '');
  return sets.length === 0 ? fallback : sets.join(' or ');
}

/** Turns `pull_requests=write` into `pull-requests: write`. */
function workflowPermission(key: string): string {
  const [name = '', access = 'read'] = key.trim().split('=');
  return `${name.replaceAll('_', '-')}: ${access}`;
}

/** Reads a thrown error. Throws it again when it is neither GitHub's nor the network's, but a bug. */
export function failedRequest(
  error: unknown,
  endpoint: { readonly method: string; readonly url: string },
  permission: string,
): FailedRequest {
  const request = redact(`${endpoint.method} ${new URL(endpoint.url).pathname}`);
  if (error instanceof RequestError) {
    const { response } = error;
    const known = { request, permission, headers: response?.headers ?? {} };
    return response === undefined
      ? { ...known, message: innermostMessage(error) }
      : { ...known, status: error.status, message: error.message };
  }
  if (isNetworkError(error)) {
    return { request, permission, headers: {}, message: innermostMessage(error) };
  }
  throw new Error(`${request}: its answer could not be handled`, { cause: error });
}

/** Whether fetch or its timeouts got no response, or the response has the wrong shape. */
function isNetworkError(error: unknown): error is Error {
  return (
    error instanceof Error &&
    (error instanceof ShapeError ||
      error.name === 'AbortError' ||
      error.name === 'TimeoutError' ||
      (error instanceof TypeError && error.message === 'fetch failed') ||
      error.message === 'terminated')
  );
}

/** Returns the message of the innermost cause, because fetch's own is only `fetch failed`. */
function innermostMessage(error: Error): string {
  const cause = error.cause;
  if (cause instanceof AggregateError && cause.errors[0] instanceof Error) {
    return innermostMessage(cause.errors[0]);
  }
  return cause instanceof Error ? innermostMessage(cause) : error.message;
}
