import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as it passed: when it came and when its answer left, in milliseconds. */
export interface Passed {
  readonly method: string;
  readonly path: string;
  /** GraphQL: the body. */
  readonly body: string;
  readonly status: number;
  readonly from: number;
  readonly to: number;
  /** As its hold said. */
  readonly round: number;
  /** Bytes from the storage that downloads are redirected to, and no question to the API. */
  readonly storage: boolean;
}

export interface Latency {
  /** Stands for the API's address. */
  readonly url: string;
  readonly passed: readonly Passed[];
  readonly close: () => Promise<void>;
}

/** Paths that begin so lead to the storage whose address follows. */
const STORAGE = '/storage/';

/** Lets a request wait; gives the number of the round trip it went in, 0 where nobody counts. */
export type Hold = () => Promise<number>;

export const milliseconds =
  (count: number): Hold =>
  () =>
    new Promise((done) => setTimeout(done, count, 0));

/**
 * Holds requests until nobody has had another one for `quiet` milliseconds and lets them go together,
 * so that the number of rounds is that of the round trips which had to follow one another, however
 * slow the machine is.
 */
export function inRounds(quiet: number): Hold {
  let held: ((round: number) => void)[] = [];
  let rounds = 0;
  let timer: NodeJS.Timeout | undefined;
  function settle(): void {
    clearTimeout(timer);
    const due = performance.now() + quiet;
    timer = setTimeout(() => {
      // A late timer: something was computed in this process, and may have asked since.
      if (performance.now() > due + quiet / 3) return settle();
      const together = held;
      held = [];
      rounds += 1;
      for (const release of together) release(rounds);
    }, quiet);
  }
  return () =>
    new Promise((release) => {
      held.push(release);
      settle();
    });
}

/**
 * A server in front of a sandbox that lets every request wait, those for the storage too, and keeps
 * account of when each was under way.
 */
export async function startLatency(api: string, hold: Hold): Promise<Latency> {
  const agent = new Agent({ keepAlive: true });
  const passed: Passed[] = [];
  let url = '';

  async function pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const from = performance.now();
    const path = incoming.url ?? '/';
    const storage = path.startsWith(STORAGE);
    const body = await bytesOf(incoming);
    const round = await hold();
    const to = storage ? decodeURIComponent(path.slice(STORAGE.length)) : `${api}${path}`;
    const headers = { ...incoming.headers, host: new URL(to).host };
    const method = incoming.method ?? 'GET';
    const answer = await new Promise<IncomingMessage>((done, failed) => {
      const sent = request(to, { method, headers, agent }, done).on('error', failed);
      sent.end(body);
    });
    const content = await bytesOf(answer);
    const { location } = answer.headers;
    outgoing.writeHead(answer.statusCode ?? 502, {
      ...answer.headers,
      ...(location === undefined ? {} : { location: url + STORAGE + encodeURIComponent(location) }),
    });
    outgoing.end(content);
    const status = answer.statusCode ?? 502;
    const text = path === '/graphql' ? body.toString('utf8') : '';
    const end = performance.now();
    passed.push({ method, path, body: text, status, from, to: end, round, storage });
  }

  const server = createServer((incoming, outgoing) => {
    pass(incoming, outgoing).catch(() => outgoing.destroy());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    passed,
    close: () =>
      new Promise((done) => {
        agent.destroy();
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

async function bytesOf(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
