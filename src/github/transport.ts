import type { Fetch } from './proxy-fetch.ts';
import type { Pace } from './rate-limits.ts';

/** As many redirects as the fetch standard's default of 20 would be absurd for an API. */
const maxRedirects = 5;

const redirects = new Set([301, 302, 303, 307, 308]);

/** Named so that octokit neither wraps nor retries it: there is no time left to try again. */
function outOfTime(): Error {
  const error = new Error('the time for all requests is used up');
  error.name = 'AbortError';
  return error;
}

/** Where a redirect leads, without the token when that is another host. */
function followed(
  response: Response,
  url: string,
  init: RequestInit,
): { readonly url: string; readonly init: RequestInit } | undefined {
  const location = response.headers.get('location');
  const keepsMethod = response.status === 307 || response.status === 308;
  if (location === null || (init.method !== 'GET' && !keepsMethod)) return undefined;
  const to = new URL(location, url);
  if (to.origin === new URL(url).origin) return { url: to.href, init };
  if (init.method !== 'GET') return undefined;
  const headers = new Headers(init.headers);
  headers.delete('authorization');
  return { url: to.href, init: { ...init, headers } };
}

export interface Transport {
  /** For octokit: counted, timed, redirects followed unless the caller asks for them by `manual`. */
  readonly fetch: Fetch;
  readonly requests: () => number;
  /** Milliseconds until no request may start any more. */
  readonly timeLeft: () => number;
}

/**
 * The one place through which every request leaves.
 *
 * Redirects are followed here and not by fetch, so that each is counted, a write is never turned
 * into a read (GitHub answers a renamed repository's POST with 307), and a token never reaches
 * another host.
 */
export function transportOf(send: Fetch, pace: Pace): Transport {
  const end = Date.now() + pace.total;
  let sent = 0;

  async function once(url: string, init: RequestInit, patience: number): Promise<Response> {
    if (Date.now() >= end) throw outOfTime();
    sent += 1;
    const limit = AbortSignal.timeout(Math.min(patience, end - Date.now()));
    const signal = init.signal ? AbortSignal.any([init.signal, limit]) : limit;
    return send(url, { ...init, redirect: 'manual', signal });
  }

  async function sendFollowing(url: string, init: RequestInit, hops = 0): Promise<Response> {
    const byHand = init.redirect === 'manual';
    const response = await once(url, init, byHand ? pace.download : pace.attempt);
    if (byHand || !redirects.has(response.status)) return response;
    await response.body?.cancel();
    const next = followed(response, url, init);
    if (next === undefined) throw new TypeError(`an answer ${response.status} leads nowhere`);
    if (hops >= maxRedirects) throw new TypeError(`more than ${maxRedirects} redirects`);
    return sendFollowing(next.url, next.init, hops + 1);
  }

  return {
    fetch: (url, init) => sendFollowing(url, init),
    requests: () => sent,
    timeLeft: () => end - Date.now(),
  };
}
