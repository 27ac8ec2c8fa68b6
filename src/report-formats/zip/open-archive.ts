import { ARCHIVE_LIMITS, type Archive, type ArchiveEntry, type ArchiveLimits } from './archive.ts';
import type { ByteSource } from './byte-source.ts';
import { readZip } from './read-zip.ts';

const PIECE = 256 * 1024;

/** Whether the bytes begin like a zip: a local header, or the end record of an empty one. */
export function looksLikeZip(head: Uint8Array): boolean {
  const [p, k, a, b] = head;
  return p === 0x50 && k === 0x4b && ((a === 3 && b === 4) || (a === 5 && b === 6));
}

/**
 * Opens what was uploaded: a zip, told by its first bytes, or a single file stored as it is
 * (upload-artifact v7 without an archive), which then is the one entry and is called `name`.
 */
export function openArchive(
  source: ByteSource,
  name: string,
  limits: ArchiveLimits = ARCHIVE_LIMITS,
): Archive {
  return looksLikeZip(source.read(0, Math.min(4, source.size)))
    ? readZip(source, limits)
    : { state: 'present', entries: [singleFile(source, name, limits)] };
}

function singleFile(source: ByteSource, path: string, limits: ArchiveLimits): ArchiveEntry {
  const { size } = source;
  if (size > limits.entryBytes) {
    const why = `Not read: it is ${size} bytes long; at most ${limits.entryBytes} are read.`;
    return { path, state: 'refused', why };
  }
  return {
    path,
    state: 'present',
    size,
    read: async (sink) => {
      for (let at = 0; at < size; at += PIECE) {
        sink(source.read(at, Math.min(PIECE, size - at)));
      }
      return { state: 'read', bytes: size };
    },
  };
}
