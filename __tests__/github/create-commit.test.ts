import { join } from 'node:path';
import { afterEach, expect, it } from '@jest/globals';
import { type Fault, type Sandbox, startSandbox } from '../../sandbox/start-sandbox.ts';
import { githubForge } from '../../src/github/forge.ts';

const STORY = join(import.meta.dirname, '../../sandbox/stories/m01');
const FILES = [
  { path: 'docs/audit.md', content: '# Audit\n' },
  { path: 'docs/evidence.json.gz', content: Uint8Array.of(0x1f, 0x8b, 0x00, 0xff) },
];

let sandbox: Sandbox | undefined;
afterEach(async () => {
  await sandbox?.close();
});

async function createdWith(fault?: Fault) {
  sandbox = await startSandbox(STORY, {
    faults: (method, path) => (`${method} ${path}`.endsWith('/git/blobs') ? fault : undefined),
  });
  const [owner = '', name = ''] = sandbox.repository.split('/');
  const forge = githubForge({
    repository: { owner, name },
    token: sandbox.token,
    apiUrl: sandbox.url,
    graphqlUrl: sandbox.graphqlUrl,
    userAgent: 'test',
  });
  const made = await forge.createRootCommit('audits', 'Begin\n\nWith a body', FILES);
  const bytes = sandbox.bytes('docs/evidence.json.gz', 'audits');
  return {
    made: made.ok ? 'made' : made.error.kind,
    text: sandbox.file('docs/audit.md', 'audits'),
    bytes: bytes && [...bytes],
  };
}

const WHOLE = { made: 'made', text: '# Audit\n', bytes: [0x1f, 0x8b, 0x00, 0xff] };

it('a branch without history starts with text and other bytes', async () => {
  expect(await createdWith()).toEqual(WHOLE);
});

it('a branch without history has all files where no blob can be created', async () => {
  expect(await createdWith({ status: 404, body: { message: 'Not Found' } })).toEqual(WHOLE);
});

it('creates no branch when the server refuses a blob for another reason', async () => {
  const made = await createdWith({ status: 422, body: { message: 'Validation Failed' } });
  expect(made).toEqual({ made: 'invalid', text: undefined, bytes: undefined });
});
