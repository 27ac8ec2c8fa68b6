import { afterEach, expect, it } from '@jest/globals';
import { numberOf } from '../../src/github/decode.ts';
import { requestAllPages } from '../../src/github/pages.ts';
import { type AnsweringServer, answering, json } from './answering-server.ts';

let server: AnsweringServer | undefined;
afterEach(() => server?.close());

const question = { route: 'GET /repos/{owner}/{repo}/items', permission: 'issues: read' };
const idOf = (item: Readonly<Record<string, unknown>>): number => numberOf(item, 'id');

/** Items numbered from 1 on, paged as GitHub pages them. */
async function serve(total: number, shape: 'list' | 'counted', broken = 0) {
  server = await answering((seen, response) => {
    const query = new URL(seen.url, 'http://x').searchParams;
    const page = Number(query.get('page'));
    if (page === broken) return json(response, 404, { message: 'gone' });
    const size = Number(query.get('per_page'));
    const ids = Array.from({ length: total }, (_, at) => ({ id: at + 1 }));
    const items = ids.slice((page - 1) * size, page * size);
    const last = Math.ceil(total / size);
    const link = `<http://x/items?page=${page + 1}>; rel="next", <http://x/items?page=${last}>; rel="last"`;
    if (shape === 'counted') return json(response, 200, { total_count: total, items });
    return json(response, 200, items, page < last ? { link } : {});
  });
  return server;
}

it.each(['list', 'counted'] as const)('reads every page of a %s in order', async (shape) => {
  const { client, seen } = await serve(250, shape);
  const key = shape === 'list' ? undefined : 'items';
  const all = await requestAllPages(client(), question, idOf, key);
  expect(all).toEqual({ ok: true, value: Array.from({ length: 250 }, (_, at) => at + 1) });
  expect(seen.length).toBe(3);
});

it('refuses the whole list when one page is refused', async () => {
  const { client } = await serve(250, 'list', 3);
  expect(await requestAllPages(client(), question, idOf)).toMatchObject({
    ok: false,
    error: { kind: 'missing' },
  });
});

it('refuses a list of more than a hundred pages', async () => {
  const { client } = await serve(10_001, 'counted');
  expect(await requestAllPages(client(), question, idOf, 'items')).toMatchObject({
    ok: false,
    error: { kind: 'cut' },
  });
});

it('refuses a list that ends before its total, as GitHub cuts the runs of a commit at 1,000', async () => {
  server = await answering((seen, response) => {
    const page = Number(new URL(seen.url, 'http://x').searchParams.get('page'));
    const items = page === 1 ? Array.from({ length: 100 }, (_, id) => ({ id })) : [];
    json(response, 200, { total_count: 150, items });
  });
  const route = question.route;
  expect(await requestAllPages(server.client(), question, idOf, 'items')).toEqual({
    ok: false,
    error: { kind: 'cut', message: `${route}: GitHub lists 100 of 150 items` },
  });
});

it('accepts a list from which an item was deleted between two pages', async () => {
  server = await answering((seen, response) => {
    const page = Number(new URL(seen.url, 'http://x').searchParams.get('page'));
    const items = page === 1 ? Array.from({ length: 100 }, (_, id) => ({ id })) : [];
    json(response, 200, { total_count: page === 1 ? 101 : 100, items });
  });
  const all = await requestAllPages(server.client(), question, idOf, 'items');
  expect(all.ok && all.value.length).toBe(100);
});
