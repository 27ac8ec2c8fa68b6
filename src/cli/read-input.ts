import { readText } from '../local/disk.ts';
import { type Audit, readAudit } from '../model/audit.ts';
import { UsageError } from './usage-error.ts';

/** A text file named on the command line; one that cannot be read is wrong usage and says why. */
export async function readInput(path: string): Promise<string> {
  const read = await readText(path);
  if (read.state === 'unreadable') throw new UsageError(read.why);
  return read.text;
}

/** A published audit's JSON named on the command line. */
export async function readAuditFile(path: string): Promise<Audit> {
  const read = readAudit(await readInput(path));
  if (read.state === 'unreadable') throw new UsageError(`${path}: ${read.why}`);
  return read.audit;
}
