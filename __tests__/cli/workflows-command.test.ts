import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { onTerminal } from './on-terminal.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'milestone-audit-workflows-'));
  mkdirSync(join(folder, '.github/workflows'), { recursive: true });
  writeFileSync(
    join(folder, '.github/workflows/ci.yml'),
    'name: CI\non: [push]\njobs:\n  test:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: npm test || true\n      - uses: acme/deploy@main\n    permissions:\n      contents: read\n',
  );
  writeFileSync(join(folder, '.github/workflows/broken.yml'), 'jobs: [');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('facts are ordered by line and findings are marked', async () => {
  const { out } = await onTerminal('workflows', folder);
  const marks = out
    .slice(out.indexOf('ci.yml'))
    .split('\n')
    .flatMap((line) => /^([ !]) +(\d+) {2}/.exec(line)?.slice(1, 3).join('') ?? []);
  expect(marks).toEqual([' 1', '!7', '!8', ' 10']);
});

it('a broken file is named and counted, and the exit code is 2', async () => {
  const { code, out } = await onTerminal('workflows', folder);
  expect([code, out]).toEqual([
    2,
    expect.stringMatching(/\n! unreadable, line 1: [\s\S]*1 unreadable\n$/),
  ]);
});

it('a folder that does not exist is one line', async () => {
  const path = join(folder, 'none');
  expect(await onTerminal('workflows', path)).toEqual({
    code: 2,
    out: '',
    err: `milestone-audit workflows: ${path} does not exist\n`,
  });
});

it('a folder that cannot be opened is one line without a stack trace', async () => {
  const loop = join(folder, 'loop');
  symlinkSync(loop, loop);
  const { code, err } = await onTerminal('workflows', loop);
  expect([code, err.split('\n').length]).toEqual([2, 2]);
});

it('marks an ignored failure as a finding only where a check runs', async () => {
  const home = mkdtempSync(join(tmpdir(), 'milestone-audit-ignored-'));
  mkdirSync(join(home, '.github/workflows'), { recursive: true });
  writeFileSync(
    join(home, '.github/workflows/ci.yml'),
    'on: [push]\npermissions: {}\njobs:\n  a:\n    runs-on: u\n    steps:\n      - run: ./upload\n        continue-on-error: true\n      - run: make check_links\n        continue-on-error: true\n',
  );
  const { out } = await onTerminal('workflows', home);
  rmSync(home, { recursive: true });
  expect(out.split('\n').filter((line) => line.includes('continue-on-error'))).toEqual([
    '   8  continue-on-error: true (runs no known check)',
    '! 10  ignores failures of a check: continue-on-error: true',
  ]);
});
