import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

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
