import { afterEach, expect, it } from '@jest/globals';
import { readForeignFile } from '../../src/github/contents.ts';
import { type AnsweringServer, answering, json } from './answering-server.ts';

let server: AnsweringServer | undefined;
afterEach(() => server?.close());

const repository = { owner: 'acme', name: '.github' };

async function ask(status: number, body: object, path = 'audits/one file.yml') {
  server = await answering((_seen, response) => json(response, status, body));
  const answer = await readForeignFile(server.client(), repository, 'a'.repeat(40), path);
  const said = answer.ok ? Buffer.from(answer.value).toString('utf8') : answer.error.kind;
  return [said, server.seen.map(({ url }) => url)];
}

const url = `/repos/acme/.github/contents/audits/one%20file.yml?ref=${'a'.repeat(40)}`;

it('reads the bytes at the commit', async () => {
  const content = `${Buffer.from('profile: seed\n').toString('base64')}\n`;
  expect(await ask(200, { type: 'file', encoding: 'base64', content })).toEqual([
    'profile: seed\n',
    [url],
  ]);
});

it.each([
  ['a folder', []],
  ['a file that is too large', { type: 'file', encoding: 'none', content: '' }],
  ['a submodule', { type: 'submodule' }],
])('%s is no file to read', async (_, body) => {
  expect((await ask(200, body))[0]).toBe('invalid');
});

it('maps a file that does not exist or is hidden to missing', async () => {
  expect((await ask(404, { message: 'Not Found' }))[0]).toBe('missing');
});
