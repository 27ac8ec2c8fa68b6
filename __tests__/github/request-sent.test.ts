import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from '@jest/globals';
import { requestSent } from '../../src/github/request-sent.ts';

it('is settled by a request that has left, and by nothing before it', async () => {
  const server = createServer((_, response) => response.end('{}'));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const order: string[] = [];
  const sent = requestSent().then(() => order.push('sent'));
  // A promise that is already fulfilled reports before the next turn of the event loop.
  await new Promise((next) => setImmediate(next));
  order.push('asked');
  const answer = fetch(`http://127.0.0.1:${port}/`).then(() => order.push('answered'));
  await Promise.all([sent, answer]);
  server.close();
  expect(order).toEqual(['asked', 'sent', 'answered']);
});
