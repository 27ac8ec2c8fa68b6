import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import { VirtualClock } from '../../scripts/rate-limit-simulation/virtual-clock.ts';
import { type ApiRequest, clientOf } from '../../src/github/client.ts';
import { fieldsOf, textOf } from '../../src/github/decode.ts';
import { download } from '../../src/github/download.ts';
import type { RateLimits } from '../../src/github/rate-limits.ts';
import { inMemory } from '../../src/github/stored-bytes.ts';
import type { Fetch } from '../../src/github/transport.ts';
import { type AnsweringServer, answering, json, type Seen } from './answering-server.ts';

const question: ApiRequest = {
  route: 'GET /repos/{owner}/{repo}/thing/{ref}',
  params: { ref: 'a/b' },
  permission: 'contents: read',
};
const nameOf = (data: unknown): string => textOf(fieldsOf(data, 'it'), 'name');

let server: AnsweringServer | undefined;
afterEach(() => server?.close());

async function start(handle: (seen: Seen, response: ServerResponse, count: number) => void) {
  server = await answering(handle);
  return server;
}

it('sends token, version and encoded segments, and reads the response', async () => {
  const headers: unknown[] = [];
  const { client } = await start((_seen, response) => {
    headers.push(response.req.headers['x-github-api-version'], response.req.headers.authorization);
    json(response, 200, { name: 'found' });
  });
  expect(await client().request(question, nameOf)).toEqual({ ok: true, value: 'found' });
  expect(server?.seen[0]?.url).toBe('/repos/o/r/thing/a%2Fb');
  expect(headers).toEqual(['2022-11-28', 'token secret']);
});

describe('a refusal is told in our words', () => {
  it.each([
    [401, {}, 'unauthorized'],
    [403, {}, 'forbidden'],
    [404, {}, 'missing'],
    [409, {}, 'conflict'],
    [410, {}, 'gone'],
    [422, {}, 'invalid'],
    [429, { 'retry-after': '999' }, 'limited'],
    [403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '99999999999' }, 'limited'],
    [500, {}, 'unreachable'],
    [502, {}, 'unreachable'],
  ])('%i %j is %s', async (status, headers, kind) => {
    const { client } = await start((_seen, response) =>
      json(response, status, { message: 'no' }, headers as Record<string, string>),
    );
    expect(await client().request(question, nameOf)).toMatchObject({
      ok: false,
      error: { kind },
    });
  });
});

it('names the missing permission as written under permissions', async () => {
  const { client } = await start((_seen, response) =>
    json(
      response,
      403,
      { message: 'Resource not accessible by integration' },
      {
        'x-accepted-github-permissions': 'issues=write; pull_requests=write',
      },
    ),
  );
  const answer = await client().request(question, nameOf);
  expect(answer).toEqual({
    ok: false,
    error: {
      kind: 'forbidden',
      permission: 'issues: write or pull-requests: write',
      message:
        'GET /repos/o/r/thing/a%2Fb: refused, the token needs `issues: write or pull-requests: write` (Resource not accessible by integration)',
    },
  });
});

it.each([
  ['a server error', (response: ServerResponse) => json(response, 502, { message: 'bad gateway' })],
  [
    'a page of HTML',
    (response: ServerResponse) => {
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end('<h1>Proxy</h1>');
    },
  ],
  [
    'JSON that was cut off',
    (response: ServerResponse) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end('{"name": "fou');
    },
  ],
  [
    'a connection reset',
    (response: ServerResponse) => {
      response.destroy();
    },
  ],
])('%s is tried again', async (_name, fail) => {
  const { client } = await start((_seen, response, count) =>
    count < 3 ? fail(response) : json(response, 200, { name: 'at last' }),
  );
  expect(await client().request(question, nameOf)).toEqual({ ok: true, value: 'at last' });
});

it('gives up after three retries with the reason', async () => {
  const { client, seen } = await start((_seen, response) => response.destroy());
  const one = client();
  const answer = await one.request(question, nameOf);
  expect(answer).toMatchObject({ ok: false, error: { kind: 'unreachable' } });
  expect([seen.length, one.transport.requests()]).toEqual([4, 4]);
});

it('does not retry a request that must be sent once', async () => {
  const { client, seen } = await start((_seen, response) => json(response, 502, {}));
  await client().request(
    { ...question, route: 'POST /repos/{owner}/{repo}/x', once: true },
    nameOf,
  );
  expect(seen.length).toBe(1);
});

/** A client whose requests `fetch` answers, without a server. */
const clientWith = (fetch: Fetch, rateLimits: Partial<RateLimits> = {}) =>
  clientOf({
    repository: { owner: 'o', name: 'r' },
    token: 'secret',
    apiUrl: 'https://api.example',
    graphqlUrl: 'https://api.example/graphql',
    userAgent: 'milestone-audit/test',
    rateLimits,
    fetch,
  });

const saying = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  });

it('retries a request without a response', async () => {
  let count = 0;
  const silentTwice: Fetch = async (_url, { signal }) => {
    count += 1;
    if (count === 3) return saying(200, { name: 'at last' });
    return new Promise((_, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason));
    });
  };
  const client = clientWith(silentTwice, { retryUnit: 1, attempt: 1 });
  expect(await client.request(question, nameOf)).toEqual({ ok: true, value: 'at last' });
});

it('a download whose address never comes does not use up the time of all requests', async () => {
  let count = 0;
  const silentTwice: Fetch = async (_url, { signal }) => {
    count += 1;
    if (count === 3) return new Response('zip');
    return new Promise((_, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason));
    });
  };
  const client = clientWith(silentTwice, { retryUnit: 1, attempt: 1 });
  expect(await download(client, question, 10, inMemory)).toEqual({
    ok: true,
    value: Buffer.from('zip'),
  });
});

it('waits for a short secondary limit', async () => {
  const clock = new VirtualClock('2026-03-08T10:00:00Z');
  const uninstall = clock.install();
  const message = 'You have exceeded a secondary rate limit';
  const asked: number[] = [];
  const limitedOnce: Fetch = async () => {
    asked.push(clock.now());
    return asked.length === 1
      ? saying(403, { message }, { 'retry-after': '60' })
      : saying(200, { name: 'patience' });
  };
  const answer = clientWith(limitedOnce).request(question, nameOf);
  await clock.drive(answer).finally(uninstall);
  const [first = 0, ...later] = asked;
  const waits = later.map((at) => Math.floor((at - first) / 1000));
  expect([await answer, waits]).toEqual([{ ok: true, value: 'patience' }, [60]]);
});

it('waits for a 429 with retry-after and any message', async () => {
  const { client, seen } = await start((_seen, response, count) =>
    count === 1
      ? json(response, 429, { message: 'slow down' }, { 'retry-after': '1' })
      : json(response, 200, { name: 'patience' }),
  );
  expect(await client().request(question, nameOf)).toEqual({ ok: true, value: 'patience' });
  expect(seen.length).toBe(2);
});

it('reports a long limit at once, with its end', async () => {
  const { client, seen } = await start((_seen, response) =>
    json(
      response,
      429,
      { message: 'API rate limit exceeded' },
      {
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': '2145916800',
      },
    ),
  );
  expect(await client().request(question, nameOf)).toEqual({
    ok: false,
    error: {
      kind: 'limited',
      message:
        'GET /repos/o/r/thing/a%2Fb: rate limit reached; it resets at 2038-01-01T00:00:00.000Z',
    },
  });
  expect(seen.length).toBe(1);
});

it('follows a renamed repository, counts the redirect, and does not send the token elsewhere', async () => {
  const other = await answering((_seen, response) => json(response, 200, { name: 'moved' }));
  const { client, seen } = await start((_seen, response) => {
    response.writeHead(301, { location: `${other.url}/elsewhere` });
    response.end();
  });
  const one = client();
  expect(await one.request(question, nameOf)).toEqual({ ok: true, value: 'moved' });
  expect([seen[0]?.authorization, other.seen[0]?.authorization, one.transport.requests()]).toEqual([
    'token secret',
    undefined,
    2,
  ]);
  await other.close();
});

it('sends nothing after its total time', async () => {
  const { client, seen } = await start((_seen, response) => json(response, 200, { name: 'x' }));
  const answer = await client({ total: 0 }).request(question, nameOf);
  expect(answer).toMatchObject({ ok: false, error: { kind: 'unreachable' } });
  expect(seen).toEqual([]);
});

it('returns an error for a response of another shape', async () => {
  const { client } = await start((_seen, response) => json(response, 200, { title: 'no name' }));
  expect(await client().request(question, nameOf)).toMatchObject({
    ok: false,
    error: { kind: 'unreachable', message: expect.stringContaining('name is not a text') },
  });
});

it('throws when the reader has a bug', async () => {
  const { client } = await start((_seen, response) => json(response, 200, {}));
  const broken = client().request(question, () => {
    throw new RangeError('our fault');
  });
  await expect(broken).rejects.toThrow('could not be handled');
});

it.each([
  [404, {}],
  [500, {}],
  [403, { 'retry-after': '999' }],
])('spends no request that a response with %i says the token has not', async (status, more) => {
  const { client } = await start((_seen, response) =>
    json(response, status, { message: 'no' }, {
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': '4000000000',
      ...more,
    } as Record<string, string>),
  );
  const one = client();
  await one.request(question, nameOf);
  const artifacts = {
    route: 'GET /repos/{owner}/{repo}/actions/runs/{run_id}/artifacts',
    params: { run_id: 1 },
    permission: 'actions: read',
  };
  expect(await one.request(artifacts, nameOf)).toMatchObject({
    error: { message: expect.stringContaining('was not sent: the token has 0 requests left') },
  });
});
