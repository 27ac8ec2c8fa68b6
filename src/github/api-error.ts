import { RequestError } from '@octokit/request-error';
import type { ApiError } from '../model/result.ts';
import { ShapeError } from './decode.ts';

/** What the network said: the innermost cause, because fetch's own message is only `fetch failed`. */
function innermost(error: Error): string {
  const cause = error.cause;
  if (cause instanceof AggregateError && cause.errors[0] instanceof Error) {
    return innermost(cause.errors[0]);
  }
  return cause instanceof Error ? innermost(cause) : error.message;
}

/** Errors by which fetch and its timeouts tell that no answer came. */
const NETWORK_ERRORS = new Set(['AbortError', 'TimeoutError', 'ShapeError']);

function isNetwork(error: unknown): error is Error {
  return (
    error instanceof Error &&
    (error instanceof ShapeError ||
      NETWORK_ERRORS.has(error.name) ||
      (error instanceof TypeError && error.message === 'fetch failed') ||
      error.message === 'terminated')
  );
}

/**
 * Reads what a failed request tells. An error that is neither GitHub's nor the network's is our own
 * broken promise and is thrown on.
 */
export function refusalFrom(
  error: unknown,
  asked: { readonly method: string; readonly url: string },
  permission: string,
): Refusal {
  const where = `${asked.method} ${new URL(asked.url).pathname}`;
  if (error instanceof RequestError) {
    const { response } = error;
    const facts = { asked: where, permission, headers: response?.headers ?? {} };
    return response === undefined
      ? { ...facts, message: innermost(error) }
      : { ...facts, status: error.status, message: error.message };
  }
  if (isNetwork(error)) {
    return { asked: where, permission, headers: {}, message: innermost(error) };
  }
  throw new Error(`${where}: its answer could not be handled`, { cause: error });
}

/** What is known of a request that was not answered as hoped. */
export interface Refusal {
  /** Method and path, `GET /repos/o/r/actions/runs`. */
  readonly asked: string;
  /** HTTP status; absent when no answer came. */
  readonly status?: number;
  readonly headers: Readonly<Record<string, string | number | undefined>>;
  /** GitHub's own message, or the network's. */
  readonly message: string;
  /** The permission this request needs, for servers that do not name it. */
  readonly permission: string;
}

/** Longest part of GitHub's own message that is repeated, in characters. */
const maxMessage = 300;

function excerpt(message: string): string {
  const line = scrubUrls(message).replace(/\s+/g, ' ').trim();
  return line.length > maxMessage ? `${line.slice(0, maxMessage)}…` : line;
}

function isLimit({ status, headers, message }: Refusal): boolean {
  return (
    status === 429 ||
    headers['x-ratelimit-remaining'] === '0' ||
    headers['retry-after'] !== undefined ||
    /secondary rate|rate limit|abuse detection/i.test(message)
  );
}

/** Until when, as far as GitHub says it. */
function limitEnd(headers: Refusal['headers']): string {
  const wait = Number(headers['retry-after']);
  if (Number.isFinite(wait) && wait > 0) return `; GitHub asks to wait ${wait} s`;
  const reset = Number(headers['x-ratelimit-reset']);
  if (headers['x-ratelimit-remaining'] !== '0' || !Number.isFinite(reset)) return '';
  return `; it resets at ${new Date(reset * 1000).toISOString()}`;
}

function limited(refusal: Refusal): ApiError {
  const message = `${refusal.asked}: rate limit reached${limitEnd(refusal.headers)}`;
  return { kind: 'limited', message };
}

function forbidden(refusal: Refusal): ApiError {
  if (isLimit(refusal)) return limited(refusal);
  const accepted = refusal.headers['x-accepted-github-permissions'];
  const permission = permissionFrom(
    typeof accepted === 'string' ? accepted : undefined,
    refusal.permission,
  );
  const message = `${refusal.asked}: refused, the token needs \`${permission}\` (${excerpt(refusal.message)})`;
  return { kind: 'forbidden', permission, message };
}

function missing(refusal: Refusal): ApiError {
  const hint = refusal.permission === '' ? '' : `, or the token lacks \`${refusal.permission}\``;
  return { kind: 'missing', message: `${refusal.asked}: not found${hint}` };
}

/**
 * Turns a refused or failed request into the model's words.
 *
 * GitHub answers 404 for what a token may not even know of, so that message names the permission
 * too; 403 is a missing permission unless the headers or the message speak of a rate limit
 * (docs.github.com, "Troubleshooting the REST API", read 2026-11-22).
 */
export function toApiError(refusal: Refusal): ApiError {
  const message = `${refusal.asked}: ${refusal.status ?? 'no answer'} (${excerpt(refusal.message)})`;
  switch (refusal.status) {
    case 401:
      return { kind: 'unauthorized', message: `${refusal.asked}: the token was not accepted` };
    case 403:
      return forbidden(refusal);
    case 404:
      return missing(refusal);
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
      return limited(refusal);
    default:
      return { kind: 'unreachable', message };
  }
}

/** One key of GitHub's header, `pull_requests=write`, spelled as under `permissions:`. */
function spelled(key: string): string {
  const [name = '', access = 'read'] = key.trim().split('=');
  return `${name.replaceAll('_', '-')}: ${access}`;
}

/**
 * The permission that was missing, as one would write it under `permissions:` in a workflow.
 *
 * `X-Accepted-GitHub-Permissions` lists sets that would each do, sets parted by `;` and keys by `,`:
 * `issues=write; pull_requests=write`. `metadata` is left out: every token has it. `fallback` serves
 * when the header is missing, as on older servers (docs.github.com, "Troubleshooting the REST API",
 * read 2026-11-22).
 */
export function permissionFrom(header: string | undefined, fallback: string): string {
  const sets = (header ?? '')
    .split(';')
    .map((set) =>
      set
        .split(',')
        .filter((key) => key.includes('=') && !key.trim().startsWith('metadata='))
        .map(spelled)
        .join(' and '),
    )
    .filter((set) => set !== '');
  return sets.length === 0 ? fallback : sets.join(' or ');
}

/**
 * The same text with the query of every URL cut off.
 *
 * Download addresses of artifacts and logs are signed: whoever holds the query holds the file for a
 * minute, so it must reach no message and no log.
 */
export function scrubUrls(text: string): string {
  return text.replace(/(https?:\/\/[^\s?#"'<>]{1,2000})[?#][^\s"'<>]*/g, '$1');
}
