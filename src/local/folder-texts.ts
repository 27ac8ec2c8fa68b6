import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { filesBelow } from './walk-files.ts';

/** The names of the files below a folder, and their texts when they are asked for. */
export interface FolderTexts {
  /** With `/` between segments, in code-unit order; of a single file its own name. */
  readonly paths: readonly string[];
  /** `undefined` when the file is too large to be a text somebody wrote. */
  read(path: string): Promise<string | undefined>;
}

/** A lockfile of a large project has 10 MB; bytes. */
const MAX_BYTES = 16 * 1024 * 1024;

/** A folder, or one file as a folder of its own; `undefined` when there is neither. */
export async function folderTexts(path: string): Promise<FolderTexts | undefined> {
  const stats = await stat(path).catch(() => undefined);
  if (stats === undefined) return undefined;
  const [root, paths] = stats.isFile()
    ? [dirname(path), [basename(path)]]
    : [path, await filesBelow(path)];
  return { paths, read: (name) => textOf(join(root, name)) };
}

async function textOf(path: string): Promise<string | undefined> {
  const { size } = await stat(path);
  return size > MAX_BYTES ? undefined : await readFile(path, 'utf8');
}
