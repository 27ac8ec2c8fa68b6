import { on } from 'node:events';
import { type FSWatcher, statSync, watch } from 'node:fs';
import { basename, dirname } from 'node:path';

/** Milliseconds to wait after an event, because one save often causes several events. */
const QUIET = 100;

/**
 * Yields whenever a file was written or replaced, from the call on, until the signal is aborted. The
 * folder is watched, because editors and our own commands replace a file, and a watch on the old one
 * would end there.
 */
export function watchFile(path: string, signal?: AbortSignal): AsyncGenerator<void> {
  const watcher = watch(dirname(path), signal === undefined ? {} : { signal });
  return changesOf(path, watcher, on(watcher, 'change', { close: ['close'] }), stateOf(path));
}

async function* changesOf(
  path: string,
  watcher: FSWatcher,
  events: AsyncIterable<unknown[]>,
  before: string,
): AsyncGenerator<void> {
  const name = basename(path);
  let last = before;
  try {
    for await (const [, filename] of events) {
      if (filename !== name) continue;
      await new Promise((resolve) => setTimeout(resolve, QUIET));
      const now = stateOf(path);
      if (now === last) continue;
      last = now;
      yield;
    }
  } finally {
    watcher.close();
  }
}

/** Returns what tells two states of a file apart. A file that is gone for a moment is one more state. */
function stateOf(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? '' : `${stats.ino} ${stats.size} ${stats.mtimeMs}`;
}
