import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { proxyFetch } from '../../src/github/proxy-fetch.ts';
import { type AnsweringServer, answering, json } from './answering-server.ts';

const names = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY', 'no_proxy', 'NO_PROXY'];
const saved = Object.fromEntries(names.map((name) => [name, process.env[name]]));
let target: AnsweringServer;
let proxy: ReturnType<typeof createServer>;
const tunnelled: string[] = [];

beforeEach(async () => {
  for (const name of names) delete process.env[name];
  tunnelled.length = 0;
  target = await answering((_seen, response) => json(response, 200, { through: true }));
  proxy = createServer((_request, response) => response.writeHead(501).end());
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

it('goes through the proxy that the environment names', async () => {
  process.env['http_proxy'] = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const response = await proxyFetch()('http://github.example/x', { method: 'GET' });
  expect([await response.json(), tunnelled]).toEqual([{ through: true }, ['github.example:80']]);
});

it('goes straight to hosts that no_proxy lists, and to this machine', async () => {
  process.env['http_proxy'] = 'http://127.0.0.1:9';
  const response = await proxyFetch()(`${target.url}/x`, { method: 'GET' });
  expect([await response.json(), tunnelled]).toEqual([{ through: true }, []]);
});
