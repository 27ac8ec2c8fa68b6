import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { hostileInput } from '../../scripts/reference/hostile-input.ts';
import { ROOT } from './pages.ts';

it('the page says of every hostile sample what the code says, and only harmless ones are read', async () => {
  const page = await hostileInput();
  const committed = readFileSync(join(ROOT, 'docs/reference/hostile-input.md'), 'utf8');
  expect(committed.replaceAll('\r\n', '\n')).toBe(page);
  const samples = page
    .slice(page.indexOf('## What is said'), page.indexOf('## Caps'))
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| --- '))
    .map((line) => line.slice(2, -2).split(' | '));
  expect(samples.filter(([, end]) => end?.startsWith('read'))).toEqual([
    ['a name that turns the direction of text', 'read: 1 test'],
    ['zip64 fields', 'read: 1 test'],
    ['a NUL and a turned direction in names', 'read: 1 test'],
    ['raw color codes', 'read: 1 test'],
  ]);
  expect(samples).toHaveLength(37);
});
