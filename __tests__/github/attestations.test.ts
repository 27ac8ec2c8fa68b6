import { afterEach, expect, it } from '@jest/globals';
import { listAttestations } from '../../src/github/attestations.ts';
import { clientOf } from '../../src/github/client.ts';
import { type AnsweringServer, answering, json } from './answering-server.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const TYPE = 'https://slsa.dev/provenance/v1';

let server: AnsweringServer | undefined;
afterEach(() => server?.close());

/** Snappy's format with one literal: the length, a tag, and the bytes. */
const compressed = (text: string): Buffer =>
  Buffer.concat([Buffer.from([text.length, (text.length - 1) << 2]), Buffer.from(text)]);

async function attestationsIn(
  answer: (url: string) => readonly object[],
  stored: Buffer | number = compressed('{"b":2}'),
  headers: Record<string, string> = {},
) {
  server = await answering(({ url }, response) => {
    if (!url.startsWith('/blob')) {
      return json(response, 200, { attestations: answer(server?.url ?? '') }, headers);
    }
    response.writeHead(typeof stored === 'number' ? stored : 200);
    return void response.end(typeof stored === 'number' ? undefined : stored);
  });
  return listAttestations(server.client({ retries: 0 }), DIGEST, TYPE);
}

it('reads a bundle in the list, and one at an address without the token', async () => {
  const listed = await attestationsIn((url) => [
    { bundle: { mediaType: 'x' }, repository_id: 1 },
    { bundle: null, bundle_url: `${url}/blob.json.sn?sig=s`, repository_id: 1 },
  ]);
  expect(listed).toEqual({
    ok: true,
    value: { bundles: ['{"mediaType":"x"}', '{"b":2}'], unread: [] },
  });
  expect(server?.seen.map(({ url, authorization }) => [url, authorization])).toEqual([
    [
      `/repos/o/r/attestations/${encodeURIComponent(DIGEST)}?predicate_type=${encodeURIComponent(TYPE)}&per_page=100`,
      'token secret',
    ],
    ['/blob.json.sn?sig=s', undefined],
  ]);
});

it('reads that there is none', async () => {
  server = await answering((_, response) => json(response, 404, { message: 'Not Found' }));
  expect(await listAttestations(server.client(), DIGEST, TYPE)).toEqual({
    ok: true,
    value: { bundles: [], unread: [] },
  });
});

it('names the permission when GitHub refuses', async () => {
  const message = 'Resource not accessible by integration';
  server = await answering((_, response) => json(response, 403, { message }));
  expect(await listAttestations(server.client(), DIGEST, TYPE)).toMatchObject({
    ok: false,
    error: { kind: 'forbidden', permission: 'attestations: read' },
  });
});

it.each<readonly [string, readonly object[], Buffer | number, RegExp]>([
  ['an address that is refused', [{ bundle_url: '/blob' }], 403, /refused/],
  ['a bundle that is not compressed', [{ bundle_url: '/blob' }], Buffer.from('{'), /not a block/],
  ['an attestation without a bundle', [{ bundle: null }], 403, /names no address/],
])('names %s', async (_, items, stored, why) => {
  const listed = await attestationsIn(
    (url) =>
      items.map((one) =>
        'bundle_url' in one ? { ...one, bundle_url: `${url}${one.bundle_url}` } : one,
      ),
    stored,
  );
  expect(listed).toEqual({
    ok: true,
    value: { bundles: [], unread: [expect.stringMatching(why)] },
  });
});

it('says that GitHub has more than one page', async () => {
  const link = '<https://api.github.com/next>; rel="next"';
  expect(await attestationsIn(() => [], undefined, { link })).toMatchObject({
    value: { unread: ['GitHub has more than the 100 attestations of it that are read'] },
  });
});

it('asks no Enterprise Server, which has none', async () => {
  const client = clientOf({
    repository: { owner: 'o', name: 'r' },
    token: 'secret',
    apiUrl: 'https://ghe.example/api/v3',
    graphqlUrl: 'https://ghe.example/api/graphql',
    userAgent: 'test',
  });
  expect(await listAttestations(client, DIGEST, TYPE)).toEqual({
    ok: false,
    error: { kind: 'not-here', message: 'an Enterprise Server has no artifact attestations' },
  });
});
