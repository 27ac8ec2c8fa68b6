import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { onTerminal } from './on-terminal.ts';

const TOKEN = `ghp_${'A1b2C3d4E5f6G7h8I9j0'.repeat(2).slice(0, 36)}`;
const folder = await mkdtemp(join(tmpdir(), 'milestone-audit-'));
afterAll(() => rm(folder, { recursive: true }));

it('a secret in a file that a command shows is not printed', async () => {
  const path = join(folder, 'ci.yml');
  const run = `npm test -- --token ${TOKEN}`;
  await writeFile(
    path,
    `on: push\njobs:\n  test:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: ${run} || true\n`,
  );
  const { out } = await onTerminal('workflows', '--json', path);
  expect([out.includes('npm test'), out.includes(TOKEN)]).toEqual([true, false]);
});
