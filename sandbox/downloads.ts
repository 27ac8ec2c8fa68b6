import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Ticket {
  readonly bytes: Buffer;
  readonly type: string;
  readonly name: string;
}

export interface Downloads {
  /** Returns an address that gives these bytes once. GitHub's also ends after a minute. */
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
    if (!ticket) return refuse(403, 'AuthenticationFailed');
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
      tickets.set(key, { bytes, type, name });
      return `http://127.0.0.1:${port}${key}?sig=sandbox&se=1`;
    },
  };
}
