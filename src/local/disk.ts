import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { ByteSource } from '../report-formats/zip/archive.ts';
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

/** What reading a file of this machine gave. */
export type DiskText =
  | { readonly state: 'read'; readonly text: string }
  | { readonly state: 'unreadable'; readonly why: string };

/** Texts larger than this are no bundles, configs or audits of ours; bytes. */
const MAX_TEXT = 256 * 1024 * 1024;

/** Reads a text file; why it could not be read is said with the path, in words. */
export async function readText(path: string): Promise<DiskText> {
  try {
    const { size } = await stat(path);
    if (size > MAX_TEXT) {
      return {
        state: 'unreadable',
        why: `${path} has ${size} bytes; at most ${MAX_TEXT} are read`,
      };
    }
    return { state: 'read', text: await readFile(path, 'utf8') };
  } catch (error) {
    return { state: 'unreadable', why: whyNot(path, error) };
  }
}

/** Writes a text file, making its folder; returns the absolute path. */
export async function writeText(path: string, text: string): Promise<string> {
  const absolute = resolve(path);
  await mkdir(dirname(absolute), { recursive: true });
  await writeFile(absolute, text);
  return absolute;
}

/** What became of a file that was to be made. */
export type Created =
  | { readonly state: 'created' }
  | { readonly state: 'exists' }
  | { readonly state: 'refused'; readonly why: string };

/** Makes a text file that is not there yet; one that is there, even as a link, is never written to. */
export async function createText(path: string, text: string): Promise<Created> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text, { flag: 'wx' });
    return { state: 'created' };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return { state: 'exists' };
    return { state: 'refused', why: `${path} could not be written: ${message}` };
  }
}

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  EISDIR: 'is a folder, not a file',
  EACCES: 'may not be read by this user',
};

function whyNot(path: string, error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException;
  const words = WORDS[code] ?? message;
  return `${path} ${words}`;
}

/** A file's bytes by offset, so that a large zip is never held as a whole. Close it after use. */
export interface DiskSource extends ByteSource {
  close(): void;
}

/** Opens a file for reading by offset. Throws Node's own error when it cannot be opened. */
export function diskSource(path: string): DiskSource {
  const descriptor = openSync(path, 'r');
  const { size } = fstatSync(descriptor);
  return {
    size,
    read(offset, length) {
      const bytes = new Uint8Array(length);
      let filled = 0;
      while (filled < length) {
        const read = readSync(descriptor, bytes, filled, length - filled, offset + filled);
        if (read === 0) throw new Error(`${path} became shorter while it was read`);
        filled += read;
      }
      return bytes;
    },
    close: () => closeSync(descriptor),
  };
}
