import { stat } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import picomatch from 'picomatch';
import { filesBelow } from './walk-files.ts';

/** One file that an argument of the command line stands for. */
export interface NamedFile {
  /** As it is shown: what was typed, or the path below a folder that was. */
  readonly path: string;
  /** Whether the file itself was named; files found in a folder or by a glob were not. */
  readonly named: boolean;
}

export interface ExpandedPaths {
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
