import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { ByteSource } from '../report-formats/zip/archive.ts';

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
