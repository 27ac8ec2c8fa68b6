import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { StoredBytes } from '../model/forge.ts';
import { bytesSource, releaseBytes, roomFor } from '../report-formats/zip/archive.ts';

/** Takes the bytes of a response in pieces, which it then owns. Either `end` or `drop` is called at last. */
export interface ByteStore<T> {
  add(piece: Uint8Array): void;
  end(): T;
  drop(): void;
}

/** Keeps the bytes in memory. */
export function inMemory(): ByteStore<Uint8Array> {
  const pieces: Uint8Array[] = [];
  return {
    add: (piece) => void pieces.push(piece),
    end: () => Buffer.concat(pieces),
    drop: () => undefined,
  };
}

/** Bytes that stay in memory. Most artifacts have fewer. */
const MAX_IN_MEMORY = 1024 * 1024;

/**
 * Keeps the bytes in a file of the folder once they are many, so that a large artifact is never in
 * memory as a whole. The file has no name from the start: nothing is left behind, however the process
 * ends.
 */
export function onDisk(folder: string): ByteStore<StoredBytes> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  let file: number | undefined;
  return {
    add(piece) {
      size += piece.length;
      pieces.push(piece);
      if (file === undefined && size <= MAX_IN_MEMORY) return;
      file ??= openNameless(folder);
      for (const one of pieces.splice(0)) {
        writeWhole(file, one);
        releaseBytes(one);
      }
    },
    end: () => (file === undefined ? bytesInMemory(Buffer.concat(pieces)) : bytesOf(file, size)),
    drop() {
      if (file !== undefined) closeSync(file);
    },
  };
}

function openNameless(folder: string): number {
  const path = join(folder, `milestone-audit-${randomUUID()}`);
  const file = openSync(path, 'wx+', 0o600);
  rmSync(path);
  return file;
}

function writeWhole(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
}

/** Returns bytes in memory. */
export function bytesInMemory(bytes: Uint8Array): StoredBytes {
  return { ...bytesSource(bytes), close: () => undefined };
}

function bytesOf(file: number, size: number): StoredBytes {
  return {
    size,
    read(offset, length, into) {
      const bytes = roomFor(length, into);
      for (let at = 0; at < length; ) at += readSync(file, bytes, at, length - at, offset + at);
      return bytes;
    },
    close: () => closeSync(file),
  };
}
