import { getProxyUrl } from '@actions/http-client/lib/proxy';
import type { Dispatcher } from 'undici';
import type { RateLimits } from './rate-limits.ts';

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
export function transportOf(send: Fetch, rateLimits: RateLimits): Transport {
  const end = Date.now() + rateLimits.total;
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
    const response = await once(url, init, byHand ? rateLimits.download : rateLimits.attempt);
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

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/**
 * A fetch that goes through `https_proxy` / `http_proxy` unless `no_proxy` says otherwise.
 *
 * Node's own fetch takes no notice of those variables, so a proxied request goes through an undici
 * of our own. It is loaded only then: it is the heaviest thing this program depends on, and most
 * runners have no proxy. Which address has one, the runner's toolkit decides, as for every action.
 */
export function proxyFetch(): Fetch {
  const tunnels = new Map<string, Dispatcher>();
  return async (url, init) => {
    const proxy = getProxyUrl(new URL(url))?.href;
    if (proxy === undefined) return fetch(url, init);
    // By its default export: a bundle that is split into files has no other of a CommonJS package.
    const { default: undici } = await import('undici');
    // `http:` is asked of the proxy itself, as by every other client: many let nothing but 443 through.
    const dispatcher =
      tunnels.get(proxy) ?? new undici.ProxyAgent({ uri: proxy, proxyTunnel: false });
    tunnels.set(proxy, dispatcher);
    // The two fetches agree in everything used here; only their declared types are different ones.
    const proxied = undici.fetch as unknown as (url: string, init: object) => Promise<Response>;
    return proxied(url, { ...init, dispatcher });
  };
}
