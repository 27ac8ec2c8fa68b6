import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What goes over the wire. */
export interface HttpReply {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string | Buffer | undefined;
}

interface Ticket {
  readonly bytes: Buffer;
  readonly type: string;
  readonly name: string;
}

export interface Downloads {
  /** Returns an address that gives these bytes once. GitHub's also ends after a minute. */
  readonly store: (bytes: Buffer, type: string, name: string) => string;
  /** Answers a request of `path`, by whichever way it came. */
  readonly answer: (path: string, authorization: string | undefined) => HttpReply;
  readonly server: Server;
  readonly url: string;
}

/** The blob storage that GitHub redirects to: another host, which wants no Authorization header. */
export async function startDownloads(): Promise<Downloads> {
  const tickets = new Map<string, Ticket>();
  const refusal = (status: number, code: string): HttpReply => ({
    status,
    headers: { 'content-type': 'application/xml' },
    body: `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code></Error>`,
  });
  function answer(path: string, authorization: string | undefined): HttpReply {
    const ticket = tickets.get(path);
    if (authorization !== undefined) return refusal(400, 'InvalidAuthenticationInfo');
    if (!ticket) return refusal(403, 'AuthenticationFailed');
    tickets.delete(path);
    const { bytes, type, name } = ticket;
    const ascii = name.replace(/[^\w.-]/g, '_');
    const disposition = `attachment; filename="${ascii}"; filename*=UTF-8''${encodeURIComponent(name)}`;
    const headers = {
      'content-type': type,
      'content-length': String(bytes.length),
      'content-disposition': disposition,
    };
    return { status: 200, headers, body: bytes };
  }
  const server = createServer(({ url: asked = '/', headers: given }, response) => {
    const { status, headers, body } = answer(
      new URL(asked, 'http://x').pathname,
      given.authorization,
    );
    response.writeHead(status, headers).end(body);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  let count = 0;
  return {
    server,
    url,
    answer,
    store: (bytes, type, name) => {
      const key = `/signed/${++count}`;
      tickets.set(key, { bytes, type, name });
      return `${url}${key}?sig=sandbox&se=1`;
    },
  };
}
