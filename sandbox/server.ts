import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Answer, answer } from './answer.ts';
import { type HttpReply, startDownloads } from './downloads.ts';
import type { World } from './world.ts';

/** What a test may do to a request instead of letting the sandbox answer it. */
export type Fault =
  | { readonly status: number; readonly body?: unknown; readonly headers?: Record<string, string> }
  /** The connection is cut. */
  | 'reset'
  /** What was asked is done, and then the connection is cut. */
  | 'lost'
  /** Nothing is done, and nothing is ever answered. */
  | 'timeout'
  /** What was asked is done, and nothing is ever answered. */
  | 'hang';

/** Asked before every request; `n` counts the requests of this method and path, from 1. */
export type Faults = (method: string, path: string, n: number, body: string) => Fault | undefined;

/** One request as it was answered; the log is for tests to read. */
export interface LoggedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly operation: string | undefined;
  readonly status: number;
  readonly requestBody: string;
  readonly responseBody: unknown;
}

export interface RunningServer {
  readonly url: string;
  readonly requests: LoggedRequest[];
  /** Asks the same server without a connection, for a client in this process. */
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly close: () => Promise<void>;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function onTheWire(reply: Omit<Answer, 'operation'>): HttpReply {
  const headers = { 'x-github-media-type': 'github.v3; format=json', ...reply.headers };
  if (reply.body === undefined || Buffer.isBuffer(reply.body))
    return { status: reply.status, headers, body: reply.body };
  const type = { 'content-type': 'application/json; charset=utf-8' };
  return {
    status: reply.status,
    headers: { ...type, ...headers },
    body: JSON.stringify(reply.body),
  };
}

/** Splits off the prefix of a GitHub Enterprise Server: `/api/v3`, `/api/graphql`. */
function splitPath(pathname: string): { prefix: string; path: string } {
  if (pathname === '/api/graphql') return { prefix: '/api/v3', path: '/graphql' };
  const enterprise = /^\/api\/v3(?=\/)/.exec(pathname);
  return enterprise
    ? { prefix: '/api/v3', path: pathname.slice('/api/v3'.length) }
    : { prefix: '', path: pathname };
}

const listen = (server: Server): Promise<number> =>
  new Promise((done, failed) => {
    server.once('error', failed);
    server.listen(0, '127.0.0.1', () => done((server.address() as AddressInfo).port));
  });

const shut = (server: Server): Promise<void> =>
  new Promise((done) => {
    server.close(() => done());
    server.closeAllConnections();
  });

/** The status a fault answers with; 0 when it answers nothing. */
const statusOf = (fault: Fault | undefined): number =>
  typeof fault === 'object' ? fault.status : 0;

/** What becomes of a request: a reply, a cut connection, or nothing for as long as it is awaited. */
type Outcome = HttpReply | 'cut' | 'silence';

/** Returns what a fault makes of a request; undefined when the request is still to be answered. */
function sufferedFrom(fault: Fault | undefined): Outcome | undefined {
  if (fault === undefined || fault === 'lost' || fault === 'hang') return undefined;
  if (fault === 'timeout') return 'silence';
  return fault === 'reset' ? 'cut' : onTheWire(fault);
}

interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Serves a world on two loopback ports: the API, and the storage its downloads redirect to. */
export async function startServer(world: World, faults: Faults): Promise<RunningServer> {
  const downloads = await startDownloads();
  const requests: LoggedRequest[] = [];
  const counts = new Map<string, number>();
  let base = '';
  function outcomeOf({ method, url, headers, body }: Asked): Outcome {
    const { prefix, path } = splitPath(url.pathname);
    const query = url.searchParams;
    const n = (counts.get(`${method} ${path}`) ?? 0) + 1;
    counts.set(`${method} ${path}`, n);
    const log = (status: number, operation?: string, responseBody?: unknown): void => {
      const request = { method, path, query: query.toString(), requestBody: body };
      requests.push({ ...request, operation, status, responseBody });
    };
    const fault = faults(method, path, n, body);
    const suffered = sufferedFrom(fault);
    if (suffered !== undefined) {
      log(statusOf(fault));
      return suffered;
    }
    const incoming = { method, path, query, headers, body, api: base + prefix };
    const reply = answer(world, incoming, downloads.store);
    log(reply.status, reply.operation, reply.body);
    if (fault === 'lost') return 'cut';
    return fault === 'hang' ? 'silence' : onTheWire(reply);
  }
  function safely(asked: Asked): Outcome {
    try {
      return outcomeOf(asked);
    } catch (error) {
      const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
      return onTheWire({ status: 500, body: { message: `the sandbox broke: ${message}` } });
    }
  }
  const server = createServer((request, response) => {
    textOf(request).then(
      (body) => {
        const { method = 'GET', url = '/', headers } = request;
        const outcome = safely({ method, url: new URL(url, base), headers, body });
        if (outcome === 'cut') response.destroy();
        else if (outcome !== 'silence')
          response.writeHead(outcome.status, outcome.headers).end(outcome.body);
      },
      () => response.destroy(),
    );
  });
  base = `http://127.0.0.1:${await listen(server)}`;
  function fetchHere(address: string, init: RequestInit): Promise<Response> {
    const url = new URL(address);
    const headers = Object.fromEntries(new Headers(init.headers));
    if (url.origin === base) {
      const body = typeof init.body === 'string' ? init.body : '';
      return received(safely({ method: init.method ?? 'GET', url, headers, body }), init.signal);
    }
    if (url.origin !== downloads.url) return fetch(address, init);
    return received(downloads.answer(url.pathname, headers['authorization']), init.signal);
  }
  return {
    url: base,
    requests,
    fetch: fetchHere,
    close: async () => {
      await Promise.all([shut(server), shut(downloads.server)]);
    },
  };
}

/** Returns what a client gets without a connection. */
async function received(
  outcome: Outcome,
  signal: AbortSignal | null | undefined,
): Promise<Response> {
  signal?.throwIfAborted();
  if (outcome === 'cut') throw new TypeError('fetch failed', { cause: new Error('cut') });
  if (outcome === 'silence') {
    return new Promise((_, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason));
    });
  }
  const { status, headers, body = '' } = outcome;
  const hasBody = status !== 204 && status !== 304;
  return new Response(hasBody ? new Uint8Array(Buffer.from(body)) : null, { status, headers });
}
