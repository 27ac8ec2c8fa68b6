import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { unpacked } from '../lib/gzip.ts';
import { type ByteSource, roomFor } from '../report-formats/zip/archive.ts';
import { filesBelow } from './walk-files.ts';

/** The files below a folder, with their texts on demand. */
export interface FolderTexts {
  /** Paths with `/` between segments, in code-unit order; for a single file its name. */
  readonly paths: readonly string[];
  /** Returns the text, or why it cannot be read. */
  read(path: string): Promise<DiskText>;
}

/** Maximum size of a text in bytes; the lockfile of a large project has 10 MB. */
const MAX_BYTES = 16 * 1024 * 1024;

/** Returns the texts of a folder or of one file, or why it cannot be read. */
export async function folderTexts(
  path: string,
): Promise<FolderTexts | Extract<DiskText, { readonly state: 'unreadable' }>> {
  try {
    return await textsIn(path);
  } catch (error) {
    return { state: 'unreadable', why: whyNot(path, error) };
  }
}

async function textsIn(path: string): Promise<FolderTexts> {
  const stats = await stat(path);
  const [root, paths] = stats.isFile()
    ? [dirname(path), [basename(path)]]
    : [path, await filesBelow(path)];
  return { paths, read: (name) => readText(join(root, name), MAX_BYTES) };
}

/** The text of a local file, or why it cannot be read. */
export type DiskText =
  | { readonly state: 'read'; readonly text: string }
  | { readonly state: 'unreadable'; readonly why: string };

/** Maximum size of an evidence file, configuration, or audit in bytes. */
const MAX_TEXT = 256 * 1024 * 1024;

/** Reads a text file, which may be compressed by gzip, or returns why it cannot be read, with its path. */
export async function readText(path: string, max: number = MAX_TEXT): Promise<DiskText> {
  try {
    const { size } = await stat(path);
    if (size > max) {
      return { state: 'unreadable', why: `${path} has ${size} bytes; at most ${max} are read` };
    }
    return { state: 'read', text: unpacked(await readFile(path), max) };
  } catch (error) {
    return { state: 'unreadable', why: whyNot(path, error) };
  }
}

/** Writes a text file, creates its folder, and returns the absolute path. */
export async function writeText(path: string, text: string): Promise<string> {
  const absolute = resolve(path);
  await mkdir(dirname(absolute), { recursive: true });
  await writeFile(absolute, text);
  return absolute;
}

/** Result of creating a file. */
export type Created =
  | { readonly state: 'created' }
  | { readonly state: 'exists' }
  | { readonly state: 'refused'; readonly why: string };

/** Creates a text file. Never writes to an existing file or link. */
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
  EACCES: 'cannot be read by this user (permission denied)',
};

function whyNot(path: string, error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return `${path} ${WORDS[code] ?? `could not be read: ${message}`}`;
}

/** Bytes of a file by offset, so that a large zip is never in memory as a whole. Close it after use. */
export interface DiskSource extends ByteSource {
  close(): void;
}

/** Opens a file for reading by offset. Throws the error of Node when it cannot. */
export function diskSource(path: string): DiskSource {
  const descriptor = openSync(path, 'r');
  const { size } = fstatSync(descriptor);
  return {
    size,
    read(offset, length, into) {
      const bytes = roomFor(length, into);
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
