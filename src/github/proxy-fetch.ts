import { getProxyUrl } from '@actions/http-client/lib/proxy';
import type { Dispatcher } from 'undici';

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
