import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { expect, it } from '@jest/globals';

const PAGE = readFileSync('docs/architecture.md', 'utf8');
const TABLE = PAGE.split('## Where does a new … go')[1]?.split('\n## ')[0] ?? '';

/** One row: the pattern of the new file, and the file that lists it. */
const ROWS = [...TABLE.matchAll(/^\| ([\w ]+) \| `(src\/[^`]+)` \| `(src\/[^`]+)` \|/gm)].map(
  ([, what = '', file = '', registry = '']) => ({ what, file, registry }),
);

const folderOf = (pattern: string): string => posix.dirname(`${pattern.split('<')[0]}x`);
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

/** Returns the files that a file imports, directly or through other registries. */
function importsOf(path: string): readonly string[] {
  const text = readFileSync(path, 'utf8');
  const direct = [...text.matchAll(/from '(\.[^']+)'/g)].map(([, to = '']) =>
    posix.join(posix.dirname(path), to),
  );
  const lists = direct.filter((to) => to.endsWith('/registry.ts'));
  return [...direct, ...lists.flatMap(importsOf)];
}

/** Commands are loaded on demand, so their list imports them dynamically. */
const loadedBy = (path: string): readonly string[] =>
  [...readFileSync(path, 'utf8').matchAll(/import\('(\.[^']+)'\)/g)].map(([, to = '']) =>
    posix.join(posix.dirname(path), to),
  );

it.each(ROWS)('a new $what is registered in a file that lists the others', ({ file, registry }) => {
  const listed = [...importsOf(registry), ...loadedBy(registry)];
  const others = listed.filter((path) => path.startsWith(`${folderOf(file)}/`));
  expect(others.length).toBeGreaterThan(2);
});
