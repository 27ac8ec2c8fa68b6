import { RequestError } from '@octokit/request-error';
import { redact } from '../lib/redact.ts';
import type { ApiError, RefusalReason } from '../model/result.ts';
import rows from '../tables/refusals.yaml';
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
 * is a missing permission unless the headers or the message name a rate limit or another reason
 * (docs.github.com, "Troubleshooting the REST API", read 2026-11-22). Rulesets and disabled features
 * are refused with other statuses too.
 */
export function toApiError(failed: FailedRequest): ApiError {
  const { request, status } = failed;
  const message = `${request}: ${status ?? 'no answer'} (${excerpt(failed.message)})`;
  switch (status) {
    case 401:
      return { kind: 'unauthorized', message: `${request}: the token was not accepted` };
    case 403:
      return otherRefusal(failed) ?? (isRateLimit(failed) ? limited(failed) : forbidden(failed));
    case 404:
      return missing(failed);
    case 409:
      return otherRefusal(failed) ?? { kind: 'conflict', message };
    case 410:
      return otherRefusal(failed) ?? { kind: 'gone', message };
    case 400:
    case 413:
    case 415:
    case 422:
    case 451:
      return otherRefusal(failed) ?? { kind: 'invalid', message };
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

/** Returns the error of a refusal whose reason GitHub's response names; `undefined` when it names none. */
function otherRefusal({ request, headers, message }: FailedRequest): ApiError | undefined {
  const refusal = refusalOf(headers, message);
  return refusal && refusedBecause(request, refusal, message);
}

/** Returns the error of a GraphQL response that names a known reason. */
export function graphqlRefusal(request: string, message: string): ApiError | undefined {
  const refusal = refusalIn(message);
  return refusal && refusedBecause(request, refusal, message);
}

function refusedBecause(
  request: string,
  { reason, why, wayOut }: Refusal,
  message: string,
): ApiError {
  return {
    kind: 'refused',
    reason,
    message: `${request}: refused, ${why} (${excerpt(message)})`,
    wayOut,
  };
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

function missing({ request, permission, message }: FailedRequest): ApiError {
  const hint = permission === '' ? '' : `, or the token lacks \`${permission}\``;
  // GitHub says more in a few cases, such as `No common ancestor between …`.
  const said = /^not found\b/i.test(message) ? '' : ` (${excerpt(message)})`;
  return { kind: 'missing', message: `${request}: not found${hint}${said}` };
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
  operation?: string,
): FailedRequest {
  const name = operation === undefined ? '' : ` (${operation})`;
  const request = redact(`${endpoint.method} ${new URL(endpoint.url).pathname}`) + name;
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

/** A reason for a refusal that no permission of the token changes. */
interface Refusal {
  readonly reason: RefusalReason;
  /** As the end of a sentence: `refused, ` + this. */
  readonly why: string;
  /** As an imperative clause. */
  readonly wayOut: string;
}

const REFUSALS = rows as readonly (Refusal & { readonly words: RegExp })[];

/** Returns the reason for a refusal from GitHub's message; `undefined` when it names none of them. */
export function refusalIn(message: string): Refusal | undefined {
  return REFUSALS.find(({ words }) => words.test(message));
}

/**
 * Returns the reason for a refused REST request. GitHub names single sign-on in a header too:
 * `X-GitHub-SSO: required; url=…` (docs.github.com, "Authenticating to the REST API", read
 * 2026-11-29). `partial-results` in it is not a refusal.
 */
function refusalOf(
  headers: Readonly<Record<string, string | number | undefined>>,
  message: string,
): Refusal | undefined {
  const sso = String(headers['x-github-sso'] ?? '');
  return refusalIn(sso.startsWith('required') ? `SAML SSO. ${message}` : message);
}
