import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Folders that hold no work of the project and can hold hundreds of thousands of files. */
const NEVER_ENTERED: ReadonlySet<string> = new Set(['.git', 'node_modules']);

/**
 * Files below a folder, with `/` between segments, in code-unit order of their folders. Links are not
 * followed: they can lead out of it, or round in circles. A folder inside that may not be read has
 * no files; the named one throws Node's own error.
 */
export async function* walkFiles(
  root: string,
  folder = '',
  enters: (name: string) => boolean = () => true,
): AsyncGenerator<string> {
  const waiting = [folder];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const prefix = next === '' ? '' : `${next}/`;
    const entries = await entriesOf(root, next, next === folder);
    yield* entries.filter((one) => one.isFile()).map(({ name }) => `${prefix}${name}`);
    const inside = entries
      .filter((one) => one.isDirectory() && !NEVER_ENTERED.has(one.name) && enters(one.name))
      .map(({ name }) => `${prefix}${name}`);
    waiting.push(...inside.reverse());
  }
}

async function entriesOf(root: string, folder: string, named: boolean): Promise<readonly Dirent[]> {
  try {
    const entries = await readdir(join(root, folder), { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    if (named) throw error;
    return [];
  }
}

/** All of them at once, in code-unit order of their paths. */
export async function filesBelow(root: string): Promise<readonly string[]> {
  const paths: string[] = [];
  for await (const path of walkFiles(root)) paths.push(path);
  return paths.sort((a, b) => (a < b ? -1 : 1));
}
