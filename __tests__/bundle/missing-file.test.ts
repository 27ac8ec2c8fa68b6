import { cp, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { runAction } from '../../sandbox/runner/run-action.ts';

const ACTION = process.env['MILESTONE_AUDIT_ACTION'] || join(import.meta.dirname, '../..');

it('an action without the file of its later stages fails the step and names the file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'milestone-audit-test-'));
  const action = join(folder, 'action');
  for (const path of ['action.yml', 'package.json', 'dist']) {
    await cp(join(ACTION, path), join(action, path), { recursive: true });
  }
  await rm(join(action, 'dist/audit.js'));
  const server = createServer((_, response) => {
    response.writeHead(401, { 'content-type': 'application/json' });
    response.end('{"message":"Bad credentials"}');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const sha = 'a'.repeat(40);
  const end = await runAction({
    action,
    folder,
    token: 'none',
    event: { name: 'push', payload: { after: sha } },
    github: {
      repository: 'owner/name',
      sha,
      ref: 'refs/heads/main',
      api_url: `http://127.0.0.1:${port}`,
      graphql_url: `http://127.0.0.1:${port}/graphql`,
    },
  });
  server.close();
  await rm(folder, { recursive: true, force: true });
  expect([end.exitCode, end.log]).toEqual([1, expect.stringContaining('audit.js')]);
});
