import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Client, clientOf } from '../../src/github/client.ts';
import type { RateLimits } from '../../src/github/rate-limits.ts';

export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

export interface AnsweringServer {
  readonly url: string;
  readonly seen: Seen[];
  client(rateLimits?: Partial<RateLimits>): Client;
  close(): Promise<void>;
}

/** Waits between attempts take milliseconds. One attempt may take as long as the machine needs. */
export const QUICK: Partial<RateLimits> = {
  retryUnit: 1,
  limitUnit: 1,
  limitWaitSeconds: 1,
  betweenNotifications: 1,
  attempt: 10 * 60_000,
};

type Handle = (request: Seen, response: ServerResponse, count: number) => void;

async function bodyOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString('utf8');
}

/** A server that answers as the test says; `count` is the number of the request, from 1. */
export async function answering(handle: Handle): Promise<AnsweringServer> {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    const { authorization } = request.headers;
    const one = {
      method: request.method ?? '',
      url: request.url ?? '',
      authorization,
      body: await bodyOf(request),
    };
    seen.push(one);
    handle(one, response, seen.length);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    seen,
    client: (rateLimits = {}) =>
      clientOf({
        repository: { owner: 'o', name: 'r' },
        token: 'secret',
        apiUrl: url,
        graphqlUrl: `${url}/graphql`,
        userAgent: 'milestone-audit/test',
        rateLimits: { ...QUICK, ...rateLimits },
      }),
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

export function json(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(JSON.stringify(body));
}
