import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { proxyFetch } from '../../src/github/transport.ts';
import { type AnsweringServer, answering, json } from './answering-server.ts';

const names = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY', 'no_proxy', 'NO_PROXY'];
const saved = Object.fromEntries(names.map((name) => [name, process.env[name]]));
let target: AnsweringServer;
let proxy: ReturnType<typeof createServer>;
const tunnelled: string[] = [];
const asked: string[] = [];

beforeEach(async () => {
  for (const name of names) delete process.env[name];
  tunnelled.length = 0;
  asked.length = 0;
  target = await answering((_seen, response) => json(response, 200, { through: true }));
  proxy = createServer((request, response) => {
    asked.push(request.url ?? '');
    json(response, 200, { through: true });
  });
  proxy.on('connect', (request, client) => {
    tunnelled.push(request.url ?? '');
    const server = connect(Number(new URL(target.url).port), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      server.pipe(client).pipe(server);
    });
    server.on('error', () => client.destroy());
    client.on('error', () => server.destroy());
  });
  await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done));
});

afterEach(async () => {
  for (const name of names) {
    if (saved[name] === undefined) delete process.env[name];
    else process.env[name] = saved[name];
  }
  proxy.closeAllConnections();
  proxy.close();
  await target.close();
});

it('uses the proxy of the environment', async () => {
  process.env['http_proxy'] = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const response = await proxyFetch()('http://github.example/x', { method: 'GET' });
  expect(await response.json()).toEqual({ through: true });
  expect([asked, tunnelled]).toEqual([['http://github.example/x'], []]);
});

it('uses a tunnel for https', async () => {
  process.env['https_proxy'] = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  // What answers behind the tunnel speaks no TLS.
  await expect(proxyFetch()('https://github.example/x', { method: 'GET' })).rejects.toThrow();
  expect([asked, tunnelled]).toEqual([[], ['github.example:443']]);
});

it('uses no proxy for hosts of no_proxy and for localhost', async () => {
  process.env['http_proxy'] = 'http://127.0.0.1:9';
  const response = await proxyFetch()(`${target.url}/x`, { method: 'GET' });
  expect([await response.json(), tunnelled]).toEqual([{ through: true }, []]);
});
