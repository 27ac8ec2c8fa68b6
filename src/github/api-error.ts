import type { ApiError } from '../model/result.ts';
import { permissionFrom } from './permission.ts';
import { scrubUrls } from './scrub-url.ts';

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

function said(message: string): string {
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
  const message = `${refusal.asked}: refused, the token needs \`${permission}\` (${said(refusal.message)})`;
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
  const message = `${refusal.asked}: ${refusal.status ?? 'no answer'} (${said(refusal.message)})`;
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
