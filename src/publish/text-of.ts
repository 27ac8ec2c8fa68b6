import type { TreeEntry } from '../model/forge.ts';
import type { PublishJob } from './publisher.ts';

/** A file's text as it can be written back to the byte; undefined for what is no UTF-8 or no plain file. */
export async function textOf(job: PublishJob, entry: TreeEntry): Promise<string | undefined> {
  if (!entry.mode.startsWith('100')) return undefined;
  const bytes = await job.forge.blob(entry.blob);
  if (!bytes.ok) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.value);
  } catch {
    return undefined;
  }
}
