import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How long a redirect's address is good for (O: actions/download-artifact says one minute). */
const LIFETIME = 60_000;

interface Ticket {
  readonly bytes: Buffer;
  readonly type: string;
  readonly name: string;
  readonly until: number;
}

export interface Downloads {
  /** Puts bytes behind an address that works once, for a minute. */
  readonly store: (bytes: Buffer, type: string, name: string) => string;
  readonly server: Server;
}

/** The blob storage that GitHub redirects to: another host, which wants no Authorization header. */
export async function startDownloads(): Promise<Downloads> {
  const tickets = new Map<string, Ticket>();
  const server = createServer((request, response) => {
    const key = new URL(request.url ?? '/', 'http://x').pathname;
    const ticket = tickets.get(key);
    const refuse = (status: number, code: string): void => {
      response.writeHead(status, { 'content-type': 'application/xml' });
      response.end(`<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code></Error>`);
    };
    if (request.headers.authorization !== undefined)
      return refuse(400, 'InvalidAuthenticationInfo');
    if (!ticket || ticket.until < Date.now()) return refuse(403, 'AuthenticationFailed');
    tickets.delete(key);
    response.writeHead(200, {
      'content-type': ticket.type,
      'content-length': ticket.bytes.length,
      'content-disposition': `attachment; filename="${ticket.name.replace(/[^\w.-]/g, '_')}"; filename*=UTF-8''${encodeURIComponent(ticket.name)}`,
    });
    response.end(ticket.bytes);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  let count = 0;
  return {
    server,
    store: (bytes, type, name) => {
      const key = `/signed/${++count}`;
      tickets.set(key, { bytes, type, name, until: Date.now() + LIFETIME });
      return `http://127.0.0.1:${port}${key}?sig=sandbox&se=1`;
    },
  };
}
