import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect, type Server } from 'node:net';
import { join } from 'node:path';

/** A name that no resolver knows: only who goes through the proxy gets there. */
export const HOST = 'ghes.example';

/** The certificate of `HOST`, which it signed itself; good for a hundred years, and for nothing else. */
export const CERTIFICATE = join(import.meta.dirname, 'tls', 'certificate.pem');
const KEY = join(import.meta.dirname, 'tls', 'key.pem');

export interface ProxyServer {
  readonly url: string;
  /** Hosts and ports that a tunnel was asked for. */
  readonly tunnels: readonly string[];
  /** Whole addresses that were asked for without one. */
  readonly plain: readonly string[];
  readonly close: () => void;
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port;
const listen = (server: Server): Promise<void> =>
  new Promise((done) => server.listen(0, '127.0.0.1', done));

/** Hands a request on to the sandbox. */
function handOn(to: number, incoming: IncomingMessage, response: ServerResponse): void {
  const path = (incoming.url ?? '/').replace(/^https?:\/\/[^/]+/, '');
  const { method, headers } = incoming;
  const onward = request({ host: '127.0.0.1', port: to, method, path, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onward.on('error', () => response.destroy());
  incoming.pipe(onward);
}

/** A proxy to one sandbox: tunnels end at a TLS front of it, plain requests at itself. */
export async function startProxy(sandboxUrl: string): Promise<ProxyServer> {
  const to = Number(new URL(sandboxUrl).port);
  const tunnels: string[] = [];
  const plain: string[] = [];
  const certificate = { key: readFileSync(KEY), cert: readFileSync(CERTIFICATE) };
  const front = createTlsServer(certificate, (incoming, response) =>
    handOn(to, incoming, response),
  );
  const proxy = createServer((incoming, response) => {
    plain.push(incoming.url ?? '');
    handOn(to, incoming, response);
  });
  proxy.on('connect', (asked, client) => {
    tunnels.push(asked.url ?? '');
    const server = connect(portOf(front), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      server.pipe(client).pipe(server);
    });
    server.on('error', () => client.destroy());
    client.on('error', () => server.destroy());
  });
  await Promise.all([listen(front), listen(proxy)]);
  const close = (): void => {
    for (const server of [front, proxy]) {
      server.closeAllConnections();
      server.close();
    }
  };
  return { url: `http://127.0.0.1:${portOf(proxy)}`, tunnels, plain, close };
}
