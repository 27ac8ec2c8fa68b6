import { afterEach, expect, it } from '@jest/globals';
import { startSandbox } from '../../sandbox/start-sandbox.ts';
import { tagReader } from '../../src/github/foreign-commit.ts';
import { aForge } from '../publish/a-job.ts';
import { type AnsweringServer, answering, json } from './answering-server.ts';

let server: AnsweringServer | undefined;
afterEach(() => server?.close());

const CHECKOUT = { owner: 'actions', name: 'checkout' };
const OTHER = { owner: 'milestone-audit', name: 'action' };

it('reads the tags of several actions in one query', async () => {
  const sandbox = await startSandbox('sandbox/stories/m01');
  try {
    const forge = aForge(sandbox);
    const found = await Promise.all([
      forge.foreignCommit(CHECKOUT, '11bd71901bbe5b1630ceea73d27597364c9af683'),
      forge.foreignCommit(OTHER, '5d0c9f1e8b7a6c3d2e4f5a6b7c8d9e0f1a2b3c4d'),
    ]);
    expect(found).toEqual([
      { ok: true, value: { state: 'exists', tags: ['v4.2.2', 'v4'] } },
      { ok: true, value: { state: 'exists', tags: ['v1.0.0', 'v1'] } },
    ]);
    expect(sandbox.requests.map(({ path }) => path)).toEqual(['/graphql']);
  } finally {
    await sandbox.close();
  }
});

it('reads each repository by REST when GraphQL refuses one', async () => {
  server = await answering((seen, response) =>
    seen.url === '/graphql'
      ? json(response, 200, { errors: [{ type: 'NOT_FOUND', message: 'no such repository' }] })
      : json(response, 200, [{ name: 'v1', commit: { sha: seen.url } }]),
  );
  const read = tagReader(server.client());
  expect(await Promise.all([read(CHECKOUT), read(OTHER)])).toEqual([
    { ok: true, value: [{ name: 'v1', sha: '/repos/actions/checkout/tags?per_page=100' }] },
    { ok: true, value: [{ name: 'v1', sha: '/repos/milestone-audit/action/tags?per_page=100' }] },
  ]);
});
