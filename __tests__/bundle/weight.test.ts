import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';

const DIST = join(
  process.env['MILESTONE_AUDIT_ACTION'] || join(import.meta.dirname, '../..'),
  'dist',
);

/** A static import in the bundle, written with or without spaces. */
const STATIC_IMPORT = /(?:\bfrom|\bimport)\s*["'`]\.\/([\w-]+\.js)["'`]/g;

const scripts = readdirSync(DIST, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.js'))
  .sort();

/** Returns a file and everything it imports statically. */
function startPath(file: string, before: readonly string[] = []): readonly string[] {
  if (before.includes(file)) return before;
  const imports = readFileSync(join(DIST, file), 'utf8').matchAll(STATIC_IMPORT);
  return [...imports].reduce(
    (found: readonly string[], [, to = '']) => startPath(to, found),
    [...before, file],
  );
}

function bytesOf(files: readonly string[]): number {
  return files.reduce((sum, file) => sum + statSync(join(DIST, file)).size, 0);
}

it('the bundle is three files that Node starts and nine that they share', () => {
  expect(scripts).toEqual([
    'audit.js',
    'cli.js',
    'command-line.js',
    'commands.js',
    'index.js',
    'post.js',
    'proxy.js',
    'readers.js',
    'reports.js',
    'signatures.js',
    'standards.js',
    'start.js',
  ]);
});

it('the action starts with two files', () => {
  expect(startPath('index.js')).toEqual(['index.js', 'start.js']);
});

it('what the action loads at the start is at most 400 kB', () => {
  expect(bytesOf(startPath('index.js'))).toBeLessThanOrEqual(400_000);
});

it('the page on time names every file and its size, within 5% or 2 kB', () => {
  const page = readFileSync(
    join(import.meta.dirname, '../../docs/explanation/time-and-requests.md'),
    'utf8',
  );
  const rows = [...page.matchAll(/^\| (`.*`) \| ([\d,]+) kB \|/gm)].map(
    ([, names = '', kb = '']) => {
      const files = names.replaceAll('`', '').split(', ');
      return { files, named: Number(kb.replace(',', '')), is: bytesOf(files) / 1000 };
    },
  );
  const wrong = rows.filter(({ named, is }) => Math.abs(is - named) > Math.max(2, is / 20));
  expect([wrong, rows.flatMap(({ files }) => files).sort()]).toEqual([[], scripts]);
});

/** What only the command line loads. */
const COMMAND_LINE = ['cli.js', 'command-line.js', 'commands.js', 'reports.js'];

it('everything that the action can load is at most 2.2 MB', () => {
  const action = scripts.filter((name) => !COMMAND_LINE.includes(name));
  expect(bytesOf(action)).toBeLessThanOrEqual(2_200_000);
});

it('the command line adds at most 0.2 MB', () => {
  expect(bytesOf(COMMAND_LINE)).toBeLessThanOrEqual(200_000);
});

it('no file has a character for which V8 would keep all of it with two bytes per character', () => {
  const wide = scripts.filter((name) =>
    /[\u0100-\uffff]/.test(readFileSync(join(DIST, name), 'utf8')),
  );
  expect(wide).toEqual([]);
});

it('no source file calls a method of octokit, whose table is empty in the bundle', () => {
  const source = join(import.meta.dirname, '../../src');
  const calling = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .filter((path) =>
      /octokit\.(?:rest|paginate)\b/.test(readFileSync(join(source, path), 'utf8')),
    );
  expect(calling).toEqual([]);
});
