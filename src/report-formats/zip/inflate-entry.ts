import { Readable } from 'node:stream';
import { crc32, createInflateRaw, inflateRawSync } from 'node:zlib';
import { nextTurn } from '../../lib/concurrency.ts';
import { type ByteSink, type ByteSource, type EntryEnd, releaseBytes } from './archive.ts';

/** Entries up to 4 MiB are inflated in one call, twice as fast as the stream. */
const AT_ONCE = 4 * 1024 * 1024;
/** Packed bytes passed to the stream at a time. */
const PIECE = 256 * 1024;

/** The position of an entry's packed bytes and what they must inflate to. */
export interface PackedEntry {
  readonly offset: number;
  readonly packedSize: number;
  readonly size: number;
  readonly crc: number;
  readonly stored: boolean;
}

const TOO_LONG = 'it inflates to more bytes than the archive declares';
const TOO_SHORT = 'it inflates to fewer bytes than the archive declares';
const DAMAGED = 'its compressed data is damaged';
const BAD_CRC = 'its checksum is wrong; the archive is damaged';

function broken(why: string): EntryEnd {
  return { state: 'broken', why };
}

/** Counts and checksums bytes, and passes on no more than declared. */
class CheckedSink {
  bytes = 0;
  crc = 0;
  readonly #entry: PackedEntry;
  readonly #sink: ByteSink;

  constructor(entry: PackedEntry, sink: ByteSink) {
    this.#entry = entry;
    this.#sink = sink;
  }

  /** Returns false and passes nothing on when the entry exceeds its declared size. */
  take(chunk: Uint8Array): boolean {
    this.bytes += chunk.length;
    if (this.bytes > this.#entry.size) return false;
    this.crc = crc32(chunk, this.crc);
    this.#sink(chunk);
    return true;
  }

  end(): EntryEnd {
    if (this.bytes !== this.#entry.size) {
      return broken(this.bytes > this.#entry.size ? TOO_LONG : TOO_SHORT);
    }
    return this.crc === this.#entry.crc ? { state: 'read', bytes: this.bytes } : broken(BAD_CRC);
  }
}

/**
 * Passes an entry's content to the sink in constant memory (at most 4 MiB at a time) and checks it
 * against the directory. Gives the event loop a turn before at most 4 MiB. Rejects when the sink throws.
 */
export async function inflateEntry(
  source: ByteSource,
  entry: PackedEntry,
  sink: ByteSink,
): Promise<EntryEnd> {
  const checked = new CheckedSink(entry, sink);
  if (entry.stored) return copyStored(source, entry, checked);
  await nextTurn();
  return entry.size <= AT_ONCE
    ? inflateAtOnce(source, entry, checked)
    : inflateStream(source, entry, checked);
}

async function copyStored(
  source: ByteSource,
  entry: PackedEntry,
  checked: CheckedSink,
): Promise<EntryEnd> {
  const { offset, packedSize } = entry;
  await readPieces(source, offset, packedSize, (piece) => checked.take(piece));
  return checked.end();
}

/**
 * Passes on pieces of a source, valid during the call only, until `take` returns false. A turn of the
 * event loop precedes every 4 MiB.
 */
export async function readPieces(
  source: ByteSource,
  offset: number,
  size: number,
  take: (piece: Uint8Array) => boolean,
): Promise<void> {
  const room = new Uint8Array(Math.min(PIECE, size));
  for (let at = 0; at < size; at += PIECE) {
    if (at % AT_ONCE === 0) await nextTurn();
    if (!take(source.read(offset + at, Math.min(PIECE, size - at), room))) return;
  }
}

/** Packed bytes of one entry after the other. */
const packedRoom = new Uint8Array(PIECE);

function inflateAtOnce(source: ByteSource, entry: PackedEntry, checked: CheckedSink): EntryEnd {
  const packed = source.read(entry.offset, entry.packedSize, packedRoom);
  const inflated = inflatedWhole(packed, entry.size);
  if (typeof inflated === 'string') return broken(inflated);
  checked.take(inflated);
  releaseBytes(inflated);
  return checked.end();
}

/** Returns the content, or why there is none. */
function inflatedWhole(packed: Uint8Array, size: number): Uint8Array | string {
  try {
    // One buffer of the declared size: no growing, no copying, no room for a bomb.
    return inflateRawSync(packed, { chunkSize: size + 64, maxOutputLength: size + 1 });
  } catch (error) {
    return isTooLarge(error) ? TOO_LONG : DAMAGED;
  }
}

function isTooLarge(error: unknown): boolean {
  return codeOf(error) === 'ERR_BUFFER_TOO_LARGE';
}

async function inflateStream(
  source: ByteSource,
  entry: PackedEntry,
  checked: CheckedSink,
): Promise<EntryEnd> {
  const packed = Readable.from(pieces(source, entry), { objectMode: false, highWaterMark: PIECE });
  try {
    // Leaving the loop early destroys the stream.
    for await (const chunk of packed.pipe(createInflateRaw({ chunkSize: PIECE }))) {
      if (!checked.take(chunk)) break;
    }
  } catch (error) {
    if (isZlibError(error)) return broken(DAMAGED);
    throw error;
  } finally {
    packed.destroy();
  }
  return checked.end();
}

function* pieces(source: ByteSource, entry: PackedEntry): Generator<Uint8Array> {
  for (let at = 0; at < entry.packedSize; at += PIECE) {
    yield source.read(entry.offset + at, Math.min(PIECE, entry.packedSize - at));
  }
}

function isZlibError(error: unknown): boolean {
  return codeOf(error).startsWith('Z_');
}

/** Checks the code, because an error may come from another realm. */
function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}
