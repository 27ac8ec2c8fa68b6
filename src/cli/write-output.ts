import { writeText } from '../local/disk.ts';
import { UsageError } from './usage-error.ts';

/** Writes a file that an option names and gives its absolute path; one that cannot be written is wrong usage. */
export async function writeOutput(path: string, text: string): Promise<string> {
  try {
    return await writeText(path, text);
  } catch (cause) {
    const { code = '', message } = cause as NodeJS.ErrnoException;
    throw new UsageError(`${path} ${WORDS[code] ?? `could not be written: ${message}`}`, { cause });
  }
}

const WORDS: Readonly<Record<string, string>> = {
  EACCES: 'may not be written by this user',
  EEXIST: 'cannot be made: a file stands where a folder should be',
  EISDIR: 'is a folder, not a file',
  ENOSPC: 'could not be written: the disk is full',
  ENOTDIR: 'cannot be made: a file stands where a folder should be',
  EROFS: 'could not be written: the disk is read-only',
};
