import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { runAction } from '../../sandbox/runner/run-action.ts';
import { PATIENCE } from './stage.ts';

const ACTION = process.env['MILESTONE_AUDIT_ACTION'] || join(import.meta.dirname, '../..');

it(
  'an audit that is cancelled before any connection stands ends at once',
  async () => {
    // Takes the connection and never says a word of TLS: no request can leave.
    const server = createServer(() => undefined);
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
      cancel: wait(1_500),
    });
    server.close();
    await rm(folder, { recursive: true, force: true });
    const quick = end.milliseconds < 1_500 + 7_000;
    expect({ exitCode: end.exitCode, quick, said: /it was cancelled/.test(end.log) }).toEqual({
      exitCode: 1,
      quick: true,
      said: true,
    });
  },
  PATIENCE,
);
