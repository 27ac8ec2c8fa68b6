import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Answer, answer } from './answer.ts';
import { startDownloads } from './downloads.ts';
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
  readonly close: () => Promise<void>;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, reply: Omit<Answer, 'operation'>): void {
  const headers = { 'x-github-media-type': 'github.v3; format=json', ...reply.headers };
  if (reply.body === undefined) response.writeHead(reply.status, headers).end();
  else if (Buffer.isBuffer(reply.body)) response.writeHead(reply.status, headers).end(reply.body);
  else {
    const type = { 'content-type': 'application/json; charset=utf-8' };
    response.writeHead(reply.status, { ...type, ...headers }).end(JSON.stringify(reply.body));
  }
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

/** Applies a fault; false when the request is still to be answered. */
function suffer(fault: Fault | undefined, response: ServerResponse): boolean {
  if (fault === undefined || fault === 'lost' || fault === 'hang') return false;
  if (fault === 'timeout') return true;
  if (fault === 'reset') {
    response.destroy();
    return true;
  }
  send(response, fault);
  return true;
}

/** Serves a world on two loopback ports: the API, and the storage its downloads redirect to. */
export async function startServer(world: World, faults: Faults): Promise<RunningServer> {
  const downloads = await startDownloads();
  const requests: LoggedRequest[] = [];
  const counts = new Map<string, number>();
  let url = '';
  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams: query } = new URL(request.url ?? '/', url);
    const { prefix, path } = splitPath(pathname);
    const method = request.method ?? 'GET';
    const body = await textOf(request);
    const n = (counts.get(`${method} ${path}`) ?? 0) + 1;
    counts.set(`${method} ${path}`, n);
    const log = (status: number, operation?: string, responseBody?: unknown): void => {
      requests.push({
        method,
        path,
        query: query.toString(),
        operation,
        status,
        requestBody: body,
        responseBody,
      });
    };
    const fault = faults(method, path, n, body);
    if (suffer(fault, response)) {
      log(statusOf(fault));
      return;
    }
    const incoming = { method, path, query, headers: request.headers, body, api: url + prefix };
    const reply = answer(world, incoming, downloads.store);
    log(reply.status, reply.operation, reply.body);
    if (fault === 'lost') response.destroy();
    else if (fault !== 'hang') send(response, reply);
  }
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
      send(response, { status: 500, body: { message: `the sandbox broke: ${message}` } });
    });
  });
  url = `http://127.0.0.1:${await listen(server)}`;
  return {
    url,
    requests,
    close: async () => {
      await Promise.all([shut(server), shut(downloads.server)]);
    },
  };
}
