import { plusSeconds } from './clock.ts';
import type { FlatTree, Mode, ObjectStore } from './git-objects.ts';
import type { FileContent, Files } from './story.ts';

/** Adds files to a flat tree, their blobs to the store. */
export function writeFiles(store: ObjectStore, tree: FlatTree, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    const mode: Mode = typeof content === 'object' && 'mode' in content ? content.mode : '100644';
    tree.set(path, { mode, sha: store.blob(bytesOf(content)) });
  }
}

export function bytesOf(content: FileContent): Buffer {
  if (typeof content === 'string') return Buffer.from(content);
  return content instanceof Uint8Array ? Buffer.from(content) : Buffer.from(content.content);
}

/** When GitHub would let an artifact or log go: 90 days after it was made. */
export const expiryOf = (created: string): string => plusSeconds(created, 90 * 24 * 3600);
