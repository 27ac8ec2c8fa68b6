import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { expect, it } from '@jest/globals';

const DIST = join(
  process.env['MILESTONE_AUDIT_ACTION'] ?? join(import.meta.dirname, '../..'),
  'dist',
);

/** What a file of the bundle imports: minified, with no space between keyword and path. */
const IMPORT = /(?:from|import)\s*\(?\s*"(\.[^"]+\.js)"/g;

/** Returns a file and everything it can load, with the total bytes. */
function loaded(start: string): { files: string[]; bytes: number; text: string } {
  const files: string[] = [];
  const texts: string[] = [];
  const visit = (file: string): void => {
    if (files.includes(file)) return;
    files.push(file);
    const text = readFileSync(join(DIST, file), 'utf8');
    texts.push(text);
    for (const [, to = ''] of text.matchAll(IMPORT)) visit(posix.join(dirname(file), to));
  };
  visit(start);
  return { files, bytes: Buffer.byteLength(texts.join('')), text: texts.join('') };
}

it('the action is at most 1.5 MB, everything it may ever load counted', () => {
  expect(loaded('index.js').bytes).toBeLessThanOrEqual(1_500_000);
});

it('no file lies in the bundle that nothing loads', () => {
  const all = readdirSync(DIST, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.js'));
  const doors = ['index.js', 'post.js', 'cli.js', 'cli-main.js'];
  const reached = new Set(doors.flatMap((door) => loaded(door).files));
  expect(all.filter((path) => !reached.has(path))).toEqual([]);
});

it('nobody asks by one of octokit’s methods, whose table is empty in the bundle', () => {
  const source = join(import.meta.dirname, '../../src');
  const asking = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .filter((path) =>
      /octokit\.(?:rest|paginate)\b/.test(readFileSync(join(source, path), 'utf8')),
    );
  expect(asking).toEqual([]);
});
