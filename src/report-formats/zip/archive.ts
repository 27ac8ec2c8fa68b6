/** Takes the bytes of an entry in order; a piece is valid during the call only. */
export type ByteSink = (chunk: Uint8Array) => void;

/** The result of reading an entry. After `broken`, discard what the sink received. */
export type EntryEnd =
  | { readonly state: 'read'; readonly bytes: number }
  | { readonly state: 'broken'; readonly why: string };

/**
 * A file in an archive. A `refused` one is never read, because its name, kind, or size is
 * dangerous. `path` is as stored: checked against path traversal, not cleaned for display.
 */
export type ArchiveEntry =
  | {
      readonly path: string;
      readonly state: 'present';
      /** Declared bytes after inflating; reading enforces it. */
      readonly size: number;
      /**
       * Passes the content to the sink and checks size and CRC. Rejects only if the sink throws.
       */
      read(sink: ByteSink): Promise<EntryEnd>;
    }
  | { readonly path: string; readonly state: 'refused'; readonly why: string };

/** An open archive: its files by path in code-unit order, or why it is unreadable. */
export type Archive =
  | { readonly state: 'present'; readonly entries: readonly ArchiveEntry[] }
  | { readonly state: 'unreadable'; readonly why: string };

export interface ArchiveLimits {
  /** Maximum number of files and folders. */
  readonly entries: number;
  /** Maximum bytes of one entry after inflating. */
  readonly entryBytes: number;
  /** Maximum bytes of all entries after inflating, counted while reading. */
  readonly totalBytes: number;
  /** Maximum of inflated ÷ stored bytes of an entry, checked from `ratioFrom` inflated bytes on. */
  readonly ratio: number;
  readonly ratioFrom: number;
}

/**
 * Ten times the largest known reports (500,000 tests: 150 MB, 8 : 1); deflate's worst is 1,032 : 1.
 */
export const ARCHIVE_LIMITS: ArchiveLimits = {
  entries: 50_000,
  entryBytes: 512 * 1024 * 1024,
  totalBytes: 1024 * 1024 * 1024,
  ratio: 250,
  ratioFrom: 16 * 1024 * 1024,
};

/** Bytes by offset: in memory, or in a file. */
export interface ByteSource {
  readonly size: number;
  /**
   * Returns exactly `length` bytes from `offset`; the caller stays inside `size`. A file is read into
   * `into` when that is given and long enough, so that 500 reads leave no garbage.
   */
  read(offset: number, length: number, into?: Uint8Array): Uint8Array;
}

/** Returns `length` bytes to read into, from `into` where they fit. */
export function roomFor(length: number, into: Uint8Array | undefined): Uint8Array {
  return into !== undefined && into.length >= length
    ? into.subarray(0, length)
    : new Uint8Array(length);
}

/** Node may share smaller memory between buffers. */
const MIN_RELEASED = 64 * 1024;

/**
 * Returns memory before a garbage collection does: V8 knows little of the 150 MB that 500 inflated
 * files take. Does nothing before Node 22.
 */
export function releaseBytes(bytes: Uint8Array): void {
  const buffer: Releasable = bytes.buffer;
  if (bytes.length >= MIN_RELEASED && bytes.length + 64 >= buffer.byteLength) buffer.transfer?.(0);
}

interface Releasable {
  readonly byteLength: number;
  /** ES2024. */
  transfer?(length: number): unknown;
}

export function bytesSource(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read: (offset, length) => bytes.subarray(offset, offset + length),
  };
}
