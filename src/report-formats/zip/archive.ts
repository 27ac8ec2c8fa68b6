/** Takes an entry's bytes in pieces, in order; a piece is only good during the call. */
export type ByteSink = (chunk: Uint8Array) => void;

/** How reading an entry ended. After `broken`, what the sink already took must be thrown away. */
export type EntryEnd =
  | { readonly state: 'read'; readonly bytes: number }
  | { readonly state: 'broken'; readonly why: string };

/**
 * A file in an archive. `refused` ones are never read: their name, kind or size is dangerous, and
 * `why` says which. `path` is as stored: checked against climbing out, not cleaned for display.
 */
export type ArchiveEntry =
  | {
      readonly path: string;
      readonly state: 'present';
      /** Bytes after inflating, as declared; reading holds the entry to it. */
      readonly size: number;
      /** Feeds the content to the sink and checks size and CRC. Rejects only if the sink throws. */
      read(sink: ByteSink): Promise<EntryEnd>;
    }
  | { readonly path: string; readonly state: 'refused'; readonly why: string };

/** An archive as opened: every file in it by path in code-unit order, or why nothing can be read. */
export type Archive =
  | { readonly state: 'present'; readonly entries: readonly ArchiveEntry[] }
  | { readonly state: 'unreadable'; readonly why: string };

export interface ArchiveLimits {
  /** Files and folders in the archive. */
  readonly entries: number;
  /** Bytes of one entry after inflating. */
  readonly entryBytes: number;
  /** Bytes inflated over all entries that are read, counted while inflating. */
  readonly totalBytes: number;
  /** Inflated ÷ stored bytes of an entry, asked from `ratioFrom` inflated bytes on. */
  readonly ratio: number;
  readonly ratioFrom: number;
}

/**
 * Ten times what the largest reports we know of need (500,000 tests: 150 MB, 8 : 1); deflate's
 * worst is 1,032 : 1.
 */
export const ARCHIVE_LIMITS: ArchiveLimits = {
  entries: 50_000,
  entryBytes: 512 * 1024 * 1024,
  totalBytes: 1024 * 1024 * 1024,
  ratio: 250,
  ratioFrom: 16 * 1024 * 1024,
};

/** Bytes at hand by offset: memory, or a file that a room with disk access reads from. */
export interface ByteSource {
  readonly size: number;
  /** Exactly `length` bytes from `offset`; the caller asks only for what is inside `size`. */
  read(offset: number, length: number): Uint8Array;
}

/** A source over bytes in memory; reading is free, the pieces are views. */
export function bytesSource(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read: (offset, length) => bytes.subarray(offset, offset + length),
  };
}
