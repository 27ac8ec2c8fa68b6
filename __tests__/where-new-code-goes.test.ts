import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, it } from '@jest/globals';

const PAGE = readFileSync('docs/architecture.md', 'utf8');
const TABLE = PAGE.split('## Where does a new … go')[1]?.split('\n## ')[0] ?? '';

/** One row: the pattern of the new file, and the file that lists it. */
const ROWS = [...TABLE.matchAll(/^\| ([\w ]+) \| `(src\/[^`]+)` \| `(src\/[^`]+)` \|/gm)].map(
  ([, what = '', file = '', registry = '']) => ({ what, file, registry }),
);

const folderOf = (pattern: string): string => dirname(pattern.split('<')[0] + 'x');
const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));

it('the page has a place for a rule, a format, a source, a destination, a section, and a command', () => {
  expect(ROWS.map(({ what }) => what)).toEqual([
    'rule',
    'report format',
    'evidence source',
    'destination',
    'section of the document',
    'command',
  ]);
});

it.each(ROWS)('a new $what goes to a folder that has several', ({ file }) => {
  const suffix = file.slice(file.lastIndexOf('>') + 1);
  const found = filesBelow(folderOf(file)).filter((path) => path.endsWith(suffix));
  expect(found.length).toBeGreaterThan(2);
});

/** The registry lists the files itself, or lists lists that lie in the folder. */
const reached = (registry: string, folder: string): boolean =>
  [...readFileSync(registry, 'utf8').matchAll(/from '(\.[^']+)'/g)].some(
    ([, to = '']) =>
      existsSync(`${dirname(registry)}/${to}`) &&
      `${dirname(registry)}/${to}`.includes(folder.split('/').at(-1) ?? ''),
  ) || dirname(registry) === folder;

it.each(ROWS)('a new $what is registered in a file that lists the others', ({ file, registry }) => {
  expect([existsSync(registry), reached(registry, folderOf(file))]).toEqual([true, true]);
});
