import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { runAction } from '../../sandbox/runner/run-action.ts';

const ACTION = process.env['MILESTONE_AUDIT_ACTION'] || join(import.meta.dirname, '../..');

it('an audit that is cancelled before it has a connection ends by itself', async () => {
  // Accepts the connection and never answers in TLS: no request can leave.
  const server = createServer();
  const connected = once(server, 'connection').then(() => undefined);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const folder = await mkdtemp(join(tmpdir(), 'milestone-audit-test-'));
  const sha = 'a'.repeat(40);
  const end = await runAction({
    action: ACTION,
    folder,
    token: 'none',
    event: { name: 'push', payload: { after: sha } },
    github: {
      repository: 'owner/name',
      sha,
      ref: 'refs/heads/main',
      api_url: `https://127.0.0.1:${port}`,
      graphql_url: `https://127.0.0.1:${port}/graphql`,
    },
    cancel: connected,
  });
  server.close();
  await rm(folder, { recursive: true, force: true });
  expect([end.exitCode, end.log]).toEqual([1, expect.stringContaining('it was cancelled')]);
});
