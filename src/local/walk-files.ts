import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import picomatch from 'picomatch';

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

/** One file that an argument of the command line stands for. */
export interface NamedFile {
  /** As it is shown: what was typed, or the path below a folder that was. */
  readonly path: string;
  /** Whether the file itself was named; files found in a folder or by a glob were not. */
  readonly named: boolean;
}

interface ExpandedPaths {
  readonly files: readonly NamedFile[];
  /** Arguments that stand for nothing, with the reason. */
  readonly missing: readonly { readonly path: string; readonly why: string }[];
}

/** Turns files, folders and globs into files, each once, in code-unit order. */
export async function expandPaths(paths: readonly string[]): Promise<ExpandedPaths> {
  const expanded = await Promise.all(paths.map(expandOne));
  const files = new Map<string, NamedFile>();
  for (const file of expanded.flatMap((one) => one.files)) {
    const before = files.get(resolve(file.path));
    files.set(resolve(file.path), { ...file, named: file.named || before?.named === true });
  }
  return {
    files: [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1)),
    missing: expanded.flatMap((one) => one.missing),
  };
}

async function expandOne(path: string): Promise<ExpandedPaths> {
  const kind = await kindOf(path);
  if (kind === 'file') return { files: [{ path, named: true }], missing: [] };
  if (kind === 'folder') return found(path, await filesIn(path), 'the folder has no files in it');
  const scanned = picomatch.scan(path.split(sep).join('/'));
  if (!scanned.isGlob) return { files: [], missing: [{ path, why: 'there is no such file' }] };
  const base = scanned.base === '' ? '.' : scanned.base;
  const matches = picomatch(scanned.glob, { dot: true });
  const below = (await kindOf(base)) === 'folder' ? await filesBelow(base) : [];
  return found(
    path,
    below.filter((file) => matches(file)).map((file) => join(base, file)),
    'no file matches it',
  );
}

async function filesIn(folder: string): Promise<readonly string[]> {
  return (await filesBelow(folder)).map((file) => join(folder, file));
}

function found(path: string, files: readonly string[], why: string): ExpandedPaths {
  return {
    files: files.map((file) => ({ path: file, named: false })),
    missing: files.length === 0 ? [{ path, why }] : [],
  };
}

async function kindOf(path: string): Promise<'file' | 'folder' | 'none'> {
  try {
    const stats = await stat(path);
    return stats.isDirectory() ? 'folder' : 'file';
  } catch {
    return 'none';
  }
}
