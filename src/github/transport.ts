import { getProxyUrl } from '@actions/http-client/lib/proxy';
import type { Dispatcher } from 'undici';
import type { RateLimits } from './rate-limits.ts';

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Maximum redirects; the fetch standard's 20 are too many for an API. */
const MAX_REDIRECTS = 5;

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** Returns an error that octokit neither wraps nor retries, because no time is left. */
function outOfTime(): Error {
  const error = new Error('the time for all requests is used up');
  error.name = 'AbortError';
  return error;
}

/** Returns the request that a redirect leads to, without the token on another host. */
function redirected(
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
  /** Counts and times each request, and follows redirects unless `redirect` is `manual`. */
  readonly fetch: Fetch;
  readonly requests: () => number;
  /** Milliseconds until the last request may start. */
  readonly timeLeft: () => number;
}

/**
 * Returns the transport of all requests.
 *
 * It follows redirects itself instead of leaving them to fetch, so that each is counted, a write
 * never becomes a read (GitHub redirects a renamed repository's POST with 307), and the token never
 * reaches another host.
 */
export function transportOf(send: Fetch, rateLimits: RateLimits): Transport {
  const end = Date.now() + rateLimits.total;
  let sent = 0;

  const signalFor = (milliseconds: number): AbortSignal =>
    AbortSignal.timeout(Math.min(milliseconds, end - Date.now()));

  /** Sends within the time of one attempt until the headers arrive, and within `whole` in all. */
  async function once(url: string, init: RequestInit, whole: number): Promise<Response> {
    if (Date.now() >= end) throw outOfTime();
    sent += 1;
    const limit = signalFor(whole);
    // Who brings a signal limits the wait for the headers too.
    if (init.signal) {
      const signal = AbortSignal.any([init.signal, limit]);
      return send(url, { ...init, redirect: 'manual', signal });
    }
    const headers = signalFor(rateLimits.attempt);
    const unanswered = new AbortController();
    const abort = (): void => unanswered.abort(headers.reason);
    headers.addEventListener('abort', abort);
    try {
      const signal = AbortSignal.any([unanswered.signal, limit]);
      return await send(url, { ...init, redirect: 'manual', signal });
    } finally {
      headers.removeEventListener('abort', abort);
    }
  }

  async function sendFollowing(url: string, init: RequestInit, hops = 0): Promise<Response> {
    const manual = init.redirect === 'manual';
    // The bytes of a download may take long, and it ends by itself when it receives nothing.
    const response = await once(url, init, manual ? rateLimits.total : rateLimits.attempt);
    if (manual || !REDIRECTS.has(response.status)) return response;
    await response.body?.cancel();
    const next = redirected(response, url, init);
    if (next === undefined) throw new TypeError(`an answer ${response.status} leads nowhere`);
    if (hops >= MAX_REDIRECTS) throw new TypeError(`more than ${MAX_REDIRECTS} redirects`);
    return sendFollowing(next.url, next.init, hops + 1);
  }

  return {
    fetch: (url, init) => sendFollowing(url, init),
    requests: () => sent,
    timeLeft: () => end - Date.now(),
  };
}

/**
 * Returns a fetch that uses `https_proxy` / `http_proxy` unless `no_proxy` excludes the host.
 *
 * Node's own fetch ignores those variables, so a proxied request uses the `undici` package. It is
 * loaded only then, because it is the largest dependency and most runners have no proxy. The
 * runner's toolkit decides which address has a proxy, as for every action.
 */
export function proxyFetch(): Fetch {
  const tunnels = new Map<string, Dispatcher>();
  return async (url, init) => {
    const proxy = getProxyUrl(new URL(url))?.href;
    if (proxy === undefined) return fetch(url, init);
    // A split bundle exports a CommonJS package only as the default.
    const { default: undici } = await import('undici');
    // `http:` is requested from the proxy itself, like other clients do: many tunnel only port 443.
    const dispatcher =
      tunnels.get(proxy) ?? new undici.ProxyAgent({ uri: proxy, proxyTunnel: false });
    tunnels.set(proxy, dispatcher);
    // Node's fetch and this one differ only in their declared types.
    const response: unknown = await undici.fetch(url, { ...(init as object), dispatcher });
    return response as Response;
  };
}
