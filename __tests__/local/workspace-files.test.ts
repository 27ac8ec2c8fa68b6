import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { workspaceFiles } from '../../src/local/workspace-files.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'milestone-audit-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(path: string, text = 'x'): void {
  const full = join(root, 'work', ...path.split('/'));
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, text);
}

const files = () => workspaceFiles(join(root, 'work'), join(root, 'results'));

it('finds files by globs, each once, in code-unit order, with slashes', async () => {
  for (const path of ['b/junit.xml', 'a/junit.xml', 'a/.hidden/junit.xml', 'Z.xml', 'c.txt'])
    put(path);
  put('node_modules/dep/junit.xml');
  expect(await files().glob(['**/*.xml', './a/*.xml'])).toEqual([
    'Z.xml',
    'a/.hidden/junit.xml',
    'a/junit.xml',
    'b/junit.xml',
  ]);
});

it('finds a file named outright, and none where no folder is', async () => {
  put('reports/out.xml');
  expect(await files().glob(['reports/out.xml', 'none/*.xml', ''])).toEqual(['reports/out.xml']);
});

it('looks nowhere outside of the workspace', async () => {
  put('in.xml');
  writeFileSync(join(root, 'out.xml'), 'x');
  expect(await files().glob(['../*.xml', join(root, '*.xml')])).toEqual([]);
  expect(() => files().read('../out.xml')).toThrow('leads out of');
});

it('reads in pieces and writes below the results folder only', async () => {
  put('big.xml', 'y'.repeat(200_000));
  let bytes = 0;
  for await (const piece of files().read('big.xml')) bytes += piece.byteLength;
  expect(bytes).toBe(200_000);
  const path = await files().write('M01_audit.md', 'ö\n');
  expect(readFileSync(path, 'utf8')).toBe('ö\n');
  await expect(files().write('../x', '')).rejects.toThrow('leads out of');
});
