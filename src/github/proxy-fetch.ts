import { getProxyUrl } from '@actions/http-client/lib/proxy';

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/**
 * A fetch that goes through `https_proxy` / `http_proxy` unless `no_proxy` says otherwise.
 *
 * Node's own fetch takes no notice of those variables, so a proxied request goes through the runner
 * toolkit's client and the undici that belongs to it. They are loaded only then: undici is the
 * heaviest thing this program depends on (about 50 ms), and most runners have no proxy.
 */
export const proxyFetch: Fetch = async (url, init) => {
  if (getProxyUrl(new URL(url)) === undefined) return fetch(url, init);
  const [{ HttpClient }, undici] = await Promise.all([
    import('@actions/http-client'),
    import('undici'),
  ]);
  // The two fetches agree in everything used here; only their declared types are different ones.
  const proxied = undici.fetch as unknown as (url: string, init: object) => Promise<Response>;
  return proxied(url, { ...init, dispatcher: new HttpClient().getAgentDispatcher(url) });
};
