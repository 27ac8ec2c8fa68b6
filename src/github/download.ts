import { setTimeout as wait } from 'node:timers/promises';
import { err, ok, type Result } from '../model/result.ts';
import { failedRequest, toApiError } from './api-error.ts';
import type { ApiRequest, ApiResponse, Client } from './client.ts';
import { ShapeError } from './decode.ts';
import type { ByteStore } from './stored-bytes.ts';

/** The first response: the bytes themselves, or their address, which is valid for one minute. */
type Source = { readonly body: ReadableStream<Uint8Array> | null } | Address;

/** A signed address that an answer has named. */
interface Address {
  readonly url: string;
}

interface Fetched<T> {
  readonly result: Result<T>;
  /** Whether a new address could help. */
  readonly again: boolean;
}

/** The hosts that sent nothing for as long as a download waits, by client. They are not asked again. */
const stalledHosts = new WeakMap<Client, Set<string>>();

/**
 * Returns the bytes behind an endpoint that redirects to a store: artifacts and logs; or those at an
 * address of a store.
 *
 * The address is valid for one minute and carries its own signature, so it is fetched at once and
 * without the token, and requested again after a failure. A host that sends nothing costs one timeout
 * in all: its other downloads wait at the same time or fail at once. An expired artifact is `gone`, one larger
 * than `maxBytes` is `invalid`, and at most `maxBytes` are stored (docs.github.com, "REST API
 * endpoints for GitHub Actions artifacts", read 2026-11-22).
 */
export async function download<T>(
  client: Client,
  from: ApiRequest | Address,
  maxBytes: number,
  store: () => ByteStore<T>,
): Promise<Result<T>> {
  for (let attempt = 1; ; attempt += 1) {
    const source = 'url' in from ? addressed(from) : await client.open(from, sourceOf);
    if (!source.ok) return source;
    const { result, again } = await fetchSafely(client, source.value, { maxBytes, store });
    if (!again || attempt > client.rateLimits.retries) return result;
    await wait(attempt * attempt * client.rateLimits.retryUnit);
  }
}

function addressed(address: Address): Result<Source> {
  if (/^https?:\/\//.test(address.url)) return ok(address);
  return err({ kind: 'invalid', message: 'the answer names no address to download from' });
}

function sourceOf({ status, headers, data }: ApiResponse): Source {
  if (status < 300) return { body: data as ReadableStream<Uint8Array> | null };
  const location = headers['location'];
  if (typeof location === 'string' && /^https?:\/\//.test(location)) return { url: location };
  throw new ShapeError('the redirect names no address');
}

interface Target<T> {
  readonly maxBytes: number;
  readonly store: () => ByteStore<T>;
}

async function fetchSafely<T>(
  client: Client,
  source: Source,
  target: Target<T>,
): Promise<Fetched<T>> {
  const url = 'url' in source ? source.url : 'https://github.invalid/';
  const { host } = new URL(url);
  const stalled = stalledHosts.get(client) ?? new Set();
  stalledHosts.set(client, stalled);
  const limit = stallLimit(client.rateLimits.stall, host);
  try {
    if (stalled.has(host)) throw limit.error;
    return await fetchSource(client, source, target, limit);
  } catch (error) {
    if (error === limit.error) stalled.add(host);
    const result = err<T>(toApiError(failedRequest(error, { method: 'GET', url }, '')));
    return { result, again: !stalled.has(host) };
  } finally {
    limit.end();
  }
}

interface StallLimit {
  readonly signal: AbortSignal;
  readonly error: Error;
  /** Starts the time again. */
  readonly restart: () => void;
  readonly end: () => void;
}

/** Returns a signal that aborts with `error` when it is not restarted for the given milliseconds. */
function stallLimit(milliseconds: number, host: string): StallLimit {
  const controller = new AbortController();
  const error = new Error(`${host} sent nothing for ${milliseconds / 1000} s`);
  error.name = 'TimeoutError';
  const start = () => setTimeout(() => controller.abort(error), milliseconds);
  let timer = start();
  return {
    signal: controller.signal,
    error,
    restart: () => {
      clearTimeout(timer);
      timer = start();
    },
    end: () => clearTimeout(timer),
  };
}

async function fetchSource<T>(
  client: Client,
  source: Source,
  target: Target<T>,
  limit: StallLimit,
): Promise<Fetched<T>> {
  // Without the token: the address is signed, and its host is not GitHub's API.
  const response =
    'url' in source
      ? await client.transport.fetch(source.url, {
          method: 'GET',
          redirect: 'manual',
          signal: limit.signal,
        })
      : new Response(source.body);
  if (!response.ok) {
    await response.body?.cancel();
    const { status, statusText: message } = response;
    const headers = Object.fromEntries(response.headers);
    const failed = { request: 'the download', permission: '', status, headers, message };
    return { result: err(toApiError(failed)), again: status >= 500 };
  }
  return { result: await readBounded(response.body, target, limit), again: false };
}

class StoreError extends Error {}

async function readBounded<T>(
  body: ReadableStream<Uint8Array> | null,
  { maxBytes, store }: Target<T>,
  limit: StallLimit,
): Promise<Result<T>> {
  const bytes = store();
  try {
    if (body === null || (await fill(bytes, body, maxBytes, limit))) return ok(bytes.end());
  } catch (error) {
    bytes.drop();
    if (!(error instanceof StoreError)) throw error;
    const message = `the download could not be stored: ${error.message}`;
    return err({ kind: 'invalid', message });
  }
  bytes.drop();
  const message = `the download holds more than the ${maxBytes} bytes that are read`;
  return err({ kind: 'invalid', message });
}

/** Returns false, and stops reading, at the first byte over `maxBytes`. */
async function fill(
  bytes: ByteStore<unknown>,
  body: ReadableStream<Uint8Array>,
  maxBytes: number,
  { signal, restart }: StallLimit,
): Promise<boolean> {
  let size = 0;
  const reader = body.getReader();
  signal.addEventListener('abort', () => void reader.cancel(signal.reason).catch(() => undefined));
  for (;;) {
    const { done, value } = await reader.read();
    // A cancelled body ends like a complete one.
    signal.throwIfAborted();
    restart();
    if (done) return true;
    size += value.byteLength;
    if (size > maxBytes) {
      await reader.cancel();
      return false;
    }
    try {
      bytes.add(value);
    } catch (error) {
      await reader.cancel();
      throw new StoreError((error as Error).message);
    }
  }
}
