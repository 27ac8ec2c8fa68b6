import { createHash } from 'node:crypto';
import { afterEach, expect, it } from '@jest/globals';
import { blobReader } from '../../src/github/contents.ts';
import { type AnsweringServer, answering, json } from './answering-server.ts';

let server: AnsweringServer | undefined;
afterEach(() => server?.close());

const FILES = ['one\n', 'two\r\n', '\u{feff}three', 'vier ✓'];

function idOf(text: string): string {
  const bytes = Buffer.from(text);
  return createHash('sha1').update(`blob ${bytes.byteLength}\0`).update(bytes).digest('hex');
}

const byId = new Map(FILES.map((text) => [idOf(text), text]));

type Blob = Readonly<Record<string, unknown>>;

/** A GitHub with these files: `blob` is what GraphQL says of one, `undefined` lets it refuse. */
async function read(shas: readonly string[], blob: (text: string) => Blob | undefined) {
  server = await answering((seen, response) => {
    if (seen.url !== '/graphql') {
      const content = Buffer.from(byId.get(seen.url.slice(-40)) ?? '').toString('base64');
      return json(response, 200, { encoding: 'base64', content });
    }
    const { query } = JSON.parse(seen.body) as { query: string };
    const asked = [...query.matchAll(/(b\d+): object\(oid: "([0-9a-f]{40})"\)/g)];
    const answers = asked.map(([, alias, sha = '']) => [alias, blob(byId.get(sha) ?? '')]);
    if (answers.some(([, answer]) => answer === undefined)) {
      return json(response, 200, { data: null, errors: [{ type: 'FORBIDDEN', message: 'no' }] });
    }
    return json(response, 200, { data: { repository: Object.fromEntries(answers) } });
  });
  const reader = blobReader(server.client());
  const answers = await Promise.all(shas.map(reader));
  return {
    texts: answers.map((answer) =>
      answer.ok ? Buffer.from(answer.value).toString('utf8') : answer.error.kind,
    ),
    requests: server.seen.map(({ method, url }) => `${method} ${url.split('/').at(-2)}`).sort(),
  };
}

const plain = (text: string): Blob => ({ isTruncated: false, text });

it('reads files requested together in one query, byte for byte', async () => {
  expect(await read([...byId.keys()], plain)).toEqual({ texts: FILES, requests: ['POST '] });
});

it('reads a single file by REST', async () => {
  expect(await read([idOf('one\n')], plain)).toEqual({
    texts: ['one\n'],
    requests: ['GET blobs'],
  });
});

it.each<[string, (text: string) => Blob]>([
  ['is binary', () => ({ isTruncated: false, text: null })],
  ['was cut short', (text) => ({ isTruncated: true, text: text.slice(0, 2) })],
  ['has other bytes than its id says', (text) => plain(`${text} `)],
  ['is not there', () => ({})],
])('a file that %s is read by REST instead', async (_, changed) => {
  const odd = idOf('one\n');
  const answer = await read([odd, idOf('two\r\n')], (text) =>
    text === 'one\n' ? changed(text) : plain(text),
  );
  expect(answer).toEqual({ texts: ['one\n', 'two\r\n'], requests: ['GET blobs', 'POST '] });
});

it('reads every file by REST after GraphQL fails', async () => {
  const answer = await read([...byId.keys()], () => undefined);
  expect(answer.texts).toEqual(FILES);
  expect(answer.requests.filter((one) => one === 'POST ').length).toBe(1);
});
