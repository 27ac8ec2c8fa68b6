import { stat, watch } from 'node:fs/promises';
import { basename, dirname } from 'node:path';

/** How long a writer is left in peace: one save is often several events; milliseconds. */
const QUIET = 100;

/**
 * Yields whenever a file was written or replaced, until the signal is aborted. The folder is watched,
 * because editors and our own commands replace a file, and a watch on the old one would end there.
 */
export async function* watchFile(path: string, signal?: AbortSignal): AsyncGenerator<void> {
  const name = basename(path);
  let last = await stateOf(path);
  try {
    for await (const { filename } of watch(dirname(path), signal === undefined ? {} : { signal })) {
      if (filename !== name) continue;
      await new Promise((resolve) => setTimeout(resolve, QUIET));
      const now = await stateOf(path);
      if (now === last) continue;
      last = now;
      yield;
    }
  } catch (error) {
    if ((error as Error).name !== 'AbortError') throw error;
  }
}

/** Tells two states of a file apart; a file that is gone for a moment is one more state. */
async function stateOf(path: string): Promise<string> {
  const stats = await stat(path).catch(() => undefined);
  return stats === undefined ? '' : `${stats.ino} ${stats.size} ${stats.mtimeMs}`;
}
