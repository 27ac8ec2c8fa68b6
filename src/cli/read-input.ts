import { readText, writeText } from '../local/disk.ts';
import { type Audit, readAudit } from '../model/audit.ts';
import { UsageError } from './arguments.ts';

/** Writes a file that an option names and returns its absolute path. Throws a `UsageError` when it cannot. */
export async function writeOutput(path: string, text: string): Promise<string> {
  try {
    return await writeText(path, text);
  } catch (cause) {
    const { code = '', message } = cause as NodeJS.ErrnoException;
    throw new UsageError(`${path} ${WORDS[code] ?? `could not be written: ${message}`}`, { cause });
  }
}

const WORDS: Readonly<Record<string, string>> = {
  EACCES: 'cannot be written by this user (permission denied)',
  EEXIST: 'cannot be created: a file exists where a folder is needed',
  EISDIR: 'is a folder, not a file',
  ENOSPC: 'could not be written: the disk is full',
  ENOTDIR: 'cannot be created: a file exists where a folder is needed',
  EROFS: 'could not be written: the disk is read-only',
};

/** Reads a text file from the command line. Throws a `UsageError` with the reason when it cannot. */
export async function readInput(path: string): Promise<string> {
  const read = await readText(path);
  if (read.state === 'unreadable') throw new UsageError(read.why);
  return read.text;
}

/** Reads the JSON of an audit from the command line. */
export async function readAuditFile(path: string): Promise<Audit> {
  const read = readAudit(await readInput(path));
  if (read.state === 'unreadable') throw new UsageError(`${path}: ${read.why}`);
  return read.audit;
}
