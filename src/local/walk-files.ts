import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { globFolder, pathMatcher } from '../lib/glob.ts';

/** Folders without files of the project, which can contain hundreds of thousands of files. */
export const NEVER_ENTERED: ReadonlySet<string> = new Set(['.git', 'node_modules']);

/**
 * Yields the files below a folder, with `/` between segments, in code-unit order of their folders.
 * Links are not followed: they can lead out of the folder or form a cycle. An unreadable folder inside
 * counts as empty; an unreadable start folder throws the error of Node.
 */
export async function* walkFiles(
  root: string,
  folder = '',
  enters: (name: string, path: string) => boolean = () => true,
): AsyncGenerator<string> {
  const waiting = [folder];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const prefix = next === '' ? '' : `${next}/`;
    const entries = await entriesOf(root, next, next === folder);
    yield* entries.filter((one) => one.isFile()).map(({ name }) => `${prefix}${name}`);
    const inside = entries
      .filter((one) => one.isDirectory() && !NEVER_ENTERED.has(one.name))
      .map(({ name }) => ({ name, path: `${prefix}${name}` }))
      .filter(({ name, path }) => enters(name, path))
      .map(({ path }) => path);
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

/** Returns all files below a folder, in code-unit order of their paths. */
export async function filesBelow(root: string): Promise<readonly string[]> {
  const paths: string[] = [];
  for await (const path of walkFiles(root)) paths.push(path);
  return paths.sort((a, b) => (a < b ? -1 : 1));
}

/** A file that an argument of the command line names. */
export interface NamedFile {
  /** Displayed name: the argument, or the path below it. */
  readonly path: string;
  /** Whether the file itself was named, not its folder or a glob. */
  readonly named: boolean;
}

interface ExpandedPaths {
  readonly files: readonly NamedFile[];
  /** Arguments that match nothing, with the reason. */
  readonly missing: readonly { readonly path: string; readonly why: string }[];
}

/** Expands files, folders, and globs into files, each once, in code-unit order. */
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
  const glob = path.split(sep).join('/');
  const folder = globFolder(glob);
  if (folder === undefined) return { files: [], missing: [{ path, why: 'there is no such file' }] };
  const base = folder === '' ? '.' : folder;
  const matches = pathMatcher([folder === '' ? glob : glob.slice(folder.length + 1)]);
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
