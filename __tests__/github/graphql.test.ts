import { afterEach, expect, it } from '@jest/globals';
import { requestGraphql } from '../../src/github/graphql.ts';
import { type AnsweringServer, answering, json } from './answering-server.ts';

let server: AnsweringServer | undefined;
afterEach(() => server?.close());

async function ask(answer: unknown) {
  server = await answering((_seen, response) => json(response, 200, answer));
  return requestGraphql(server.client(), 'query { a }', {}, 'contents: write', (data) => data['a']);
}

it.each([
  [{ type: 'FORBIDDEN', message: 'no' }, 'forbidden'],
  [{ type: 'INSUFFICIENT_SCOPES', message: 'no' }, 'forbidden'],
  [{ type: 'NOT_FOUND', message: 'no' }, 'missing'],
  [{ type: 'STALE_DATA', message: 'no' }, 'conflict'],
  [{ message: 'Expected branch to point to "a" but it did not. Pull and try again.' }, 'conflict'],
  [{ message: 'Repository rule violations found' }, 'refused'],
  [
    { type: 'FORBIDDEN', message: 'Resource protected by organization SAML enforcement.' },
    'refused',
  ],
  [{ message: 'Something is wrong with it' }, 'invalid'],
])('%j is %s', async (error, kind) => {
  expect(await ask({ data: null, errors: [error] })).toMatchObject({
    ok: false,
    error: { kind },
  });
});

it('returns the error of a response that also has data', async () => {
  const answer = await ask({ data: { a: 1 }, errors: [{ type: 'NOT_FOUND', message: 'x' }] });
  expect(answer.ok).toBe(false);
});

it('reads a response without errors', async () => {
  expect(await ask({ data: { a: 1 } })).toEqual({ ok: true, value: 1 });
});

it('names the operation, because every query has one path', async () => {
  const answer = await ask({ data: null, errors: [{ type: 'NOT_FOUND', message: 'x' }] });
  expect(answer).toEqual({
    ok: false,
    error: { kind: 'missing', message: 'POST /graphql (a): x' },
  });
});

it('sends queries without the pauses between writes', async () => {
  server = await answering((_seen, response) => json(response, 200, { data: { a: 1 } }));
  const client = server.client({ writeBurst: 1, writeRefill: 3_600_000 });
  const send = (query: string) =>
    requestGraphql(client, query, {}, 'contents: write', (data) => data['a']);
  await send('mutation { a }');
  const queries = Array.from({ length: 5 }, () => send('query { a }'));
  expect(await Promise.all(queries)).toEqual(queries.map(() => ({ ok: true, value: 1 })));
});
