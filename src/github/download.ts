import { setTimeout as wait } from 'node:timers/promises';
import { err, ok, type Result } from '../model/result.ts';
import { refusalFrom, toApiError } from './api-error.ts';
import type { ApiRequest, ApiResponse, Client } from './client.ts';
import { ShapeError } from './decode.ts';

/** The first answer: the bytes themselves, or the address they lie at for one minute. */
type Lead = { readonly body: ReadableStream<Uint8Array> | null } | { readonly url: string };

function leadOf(reply: ApiResponse): Lead {
  if (reply.status < 300) return { body: reply.data as ReadableStream<Uint8Array> | null };
  const location = reply.headers['location'];
  if (typeof location === 'string' && /^https?:\/\//.test(location)) return { url: location };
  throw new ShapeError('the redirect names no address');
}

interface Fetched {
  readonly answer: Result<Uint8Array>;
  /** Whether asking for a new address could help. */
  readonly again: boolean;
}

async function fetchLead(client: Client, lead: Lead, maxBytes: number): Promise<Fetched> {
  // No token here: the address is signed, and its host is none of GitHub's API.
  const response =
    'url' in lead
      ? await client.transport.fetch(lead.url, { method: 'GET', redirect: 'manual' })
      : new Response(lead.body);
  if (!response.ok) {
    await response.body?.cancel();
    const headers = Object.fromEntries(response.headers);
    const asked = 'the download';
    const message = response.statusText;
    const refusal = { asked, permission: '', status: response.status, headers, message };
    return { answer: err(toApiError(refusal)), again: response.status >= 500 };
  }
  const content = await readBounded(response.body, maxBytes);
  if (content.state === 'read') return { answer: ok(content.bytes), again: false };
  const message = `the download holds more than the ${maxBytes} bytes that are read`;
  return { answer: err({ kind: 'invalid', message }), again: false };
}

async function fetchSafely(client: Client, lead: Lead, maxBytes: number): Promise<Fetched> {
  try {
    return await fetchLead(client, lead, maxBytes);
  } catch (error) {
    const asked = { method: 'GET', url: 'url' in lead ? lead.url : 'https://github.invalid/' };
    return { answer: err(toApiError(refusalFrom(error, asked, ''))), again: true };
  }
}

/**
 * The bytes behind an endpoint that answers with a redirect to a store: artifacts and logs.
 *
 * The address is valid for one minute and carries its own signature, so it is fetched at once,
 * without the token, and after a failure a new one is asked for. An expired artifact is `gone`, one
 * over `maxBytes` is `invalid`, and never more than `maxBytes` are held (docs.github.com, "REST API
 * endpoints for GitHub Actions artifacts", read 2026-11-22).
 */
export async function download(
  client: Client,
  question: ApiRequest,
  maxBytes: number,
): Promise<Result<Uint8Array>> {
  for (let attempt = 1; ; attempt += 1) {
    const lead = await client.open(question, leadOf);
    if (!lead.ok) return lead;
    const { answer, again } = await fetchSafely(client, lead.value, maxBytes);
    if (!again || attempt > client.rateLimits.retries) return answer;
    await wait(attempt * attempt * client.rateLimits.retryUnit);
  }
}

/** What a stream held, or that it holds more than it may. */
type Bounded =
  | { readonly state: 'read'; readonly bytes: Uint8Array }
  | { readonly state: 'too-large' };

/** Reads a body piece by piece and stops at the first byte over `maxBytes`, which is never kept. */
async function readBounded(
  body: ReadableStream<Uint8Array> | null,
  maxBytes: number,
): Promise<Bounded> {
  if (body === null) return { state: 'read', bytes: new Uint8Array() };
  const pieces: Uint8Array[] = [];
  let size = 0;
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.byteLength;
    if (size > maxBytes) {
      await reader.cancel();
      return { state: 'too-large' };
    }
    pieces.push(value);
  }
  return { state: 'read', bytes: Buffer.concat(pieces, size) };
}
