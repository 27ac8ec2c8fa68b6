import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from '@jest/globals';
import { download } from '../../src/github/download.ts';
import { inMemory, onDisk } from '../../src/github/stored-bytes.ts';
import { type AnsweringServer, answering, json } from './answering-server.ts';

const question = { route: 'GET /repos/{owner}/{repo}/zip', permission: 'actions: read' };
const servers: AnsweringServer[] = [];
afterEach(() => Promise.all(servers.splice(0).map((one) => one.close())));

async function stores(bytes: (count: number) => Buffer | number) {
  const store = await answering((_seen, response, count) => {
    const answer = bytes(count);
    response.writeHead(typeof answer === 'number' ? answer : 200);
    response.end(typeof answer === 'number' ? undefined : answer);
  });
  const api = await answering((_seen, response) => {
    response.writeHead(302, { location: `${store.url}/blob?sig=signature` });
    response.end();
  });
  servers.push(store, api);
  return { store, api };
}

it('fetches the signed address without the token', async () => {
  const { store, api } = await stores(() => Buffer.from('zip'));
  const client = api.client();
  expect(await download(client, question, 10, inMemory)).toEqual({
    ok: true,
    value: Buffer.from('zip'),
  });
  expect([store.seen[0]?.authorization, store.seen[0]?.url, client.transport.requests()]).toEqual([
    undefined,
    '/blob?sig=signature',
    2,
  ]);
});

it('requests a new address when the store fails', async () => {
  const { api } = await stores((count) => (count === 1 ? 503 : Buffer.from('zip')));
  expect(await download(api.client(), question, 10, inMemory)).toMatchObject({ ok: true });
  expect(api.seen.length).toBe(2);
});

it('stops reading at the first byte over the maximum', async () => {
  const { api } = await stores(() => Buffer.alloc(1000));
  expect(await download(api.client(), question, 999, inMemory)).toEqual({
    ok: false,
    error: {
      kind: 'invalid',
      message: 'the download holds more than the 999 bytes that are read',
    },
  });
});

it('reports a broken store without the signature', async () => {
  const { api } = await stores(() => 403);
  const answer = await download(api.client(), question, 10, inMemory);
  expect(answer).toMatchObject({ ok: false, error: { kind: 'forbidden' } });
  expect(JSON.stringify(answer)).not.toContain('signature');
});

it('maps an expired artifact to gone', async () => {
  const api = await answering((_seen, response) => json(response, 410, { message: 'expired' }));
  servers.push(api);
  expect(await download(api.client(), question, 10, inMemory)).toMatchObject({
    error: { kind: 'gone' },
  });
});

it('reads bytes without a redirect', async () => {
  const api = await answering((_seen, response) => {
    response.writeHead(200, { 'content-type': 'application/octet-stream' });
    response.end('direct');
  });
  servers.push(api);
  expect(await download(api.client(), question, 10, inMemory)).toEqual({
    ok: true,
    value: Buffer.from('direct'),
  });
});

it('a store that sends nothing is asked once for all downloads', async () => {
  const store = await answering(() => undefined);
  const api = await answering((_seen, response) => {
    response.writeHead(302, { location: `${store.url}/blob` });
    response.end();
  });
  servers.push(store, api);
  const client = api.client({ stall: 20 });
  const first = await download(client, question, 10, inMemory);
  const second = await download(client, question, 10, inMemory);
  expect([first, second, store.seen.length]).toMatchObject([
    { error: { kind: 'unreachable', message: expect.stringContaining('sent nothing for 0.02 s') } },
    { error: { kind: 'unreachable' } },
    1,
  ]);
});

it('a download that stops in the middle is unreachable and not a short file', async () => {
  const api = await answering((_seen, response) => {
    response.writeHead(200);
    response.write('begin');
  });
  servers.push(api);
  expect(await download(api.client({ stall: 20 }), question, 10, inMemory)).toMatchObject({
    error: { kind: 'unreachable' },
  });
});

/** Downloads bytes to a folder and returns the last ones, and the files of the folder meanwhile. */
async function stored(size: number) {
  const temp = mkdtempSync(join(tmpdir(), 'milestone-audit-test-'));
  const { api } = await stores(() => Buffer.alloc(size, 'abc'));
  const bytes = await download(api.client(), question, size, () => onDisk(temp));
  const files = readdirSync(temp);
  const last = bytes.ok ? Buffer.from(bytes.value.read(size - 4, 4)).toString() : bytes.error;
  if (bytes.ok) bytes.value.close();
  rmSync(temp, { recursive: true });
  return { last, files };
}

it.each([9, 3_000_000])('reads the last of %s bytes and leaves no file', async (size) => {
  expect(await stored(size)).toEqual({ last: 'cabc', files: [] });
});

it('reports a folder in which nothing can be stored', async () => {
  const { api } = await stores(() => Buffer.alloc(2_000_000));
  const store = () => onDisk('/nowhere');
  expect(await download(api.client(), question, 2_000_000, store)).toMatchObject({
    error: { kind: 'invalid', message: expect.stringContaining('could not be stored: ENOENT') },
  });
});
