import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { refusalIn } from '../../src/github/api-error.ts';
import { ROOT } from './pages.ts';

const PAGE = readFileSync(join(ROOT, 'docs/how-to/troubleshoot.md'), 'utf8');

/** Rows of the tables below a heading, as cells without backticks. */
function rowsBelow(heading: string): readonly (readonly string[])[] {
  const [, after = ''] = PAGE.split(`## ${heading}\n`);
  const [section = ''] = after.split('\n## ');
  return section
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.slice(2, -2).split(' | '));
}

const withoutTicks = (cell = ''): string => cell.replace(/^`|`$/g, '');

it('explains the words of each refusal as the program does', () => {
  const rows = rowsBelow('A request was refused for another reason');
  expect(rows.map(([words]) => refusalIn(withoutTicks(words)))).toMatchObject(
    rows.map(([, why, wayOut]) => ({ why, wayOut })),
  );
});

it('explains every refusal that the program knows', () => {
  const source = readFileSync(join(ROOT, 'src/tables/refusals.yaml'), 'utf8');
  const known = [...source.matchAll(/reason: ([\w-]+)/g)].map(([, reason]) => reason);
  const explained = rowsBelow('A request was refused for another reason').map(
    ([words]) => refusalIn(withoutTicks(words))?.reason,
  );
  expect(explained).toEqual(known);
});

it('names only messages that the program prints', () => {
  const source = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => readFileSync(join(ROOT, 'src', path), 'utf8'))
    .join('\n')
    .replaceAll('\\`', '`');
  const messages = ['The status says *Error*', 'Nothing was audited'].flatMap((heading) =>
    rowsBelow(heading).map(([words]) => withoutTicks(words)),
  );
  expect(messages.filter((message) => !source.includes(message))).toEqual([]);
});
