import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { watchFile } from '../../src/local/watch-file.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'milestone-audit-watch-'));
  writeFileSync(join(folder, 'audit.json'), 'one');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('a file that is written or replaced is told, another one is not, and the signal ends it', async () => {
  const stop = new AbortController();
  const file = join(folder, 'audit.json');
  const changes = watchFile(file, stop.signal);
  writeFileSync(join(folder, 'other.json'), 'other');
  writeFileSync(file, 'longer');
  const written = await changes.next();
  writeFileSync(join(folder, 'new.json'), 'replaced');
  renameSync(join(folder, 'new.json'), file);
  const replaced = await changes.next();
  stop.abort();
  const ended = await changes.next();
  expect([written, replaced, ended].map(({ done }) => done)).toEqual([false, false, true]);
});
