/**
 * Returns the bytes of a block in Snappy's raw format (google/snappy, format_description.txt, read
 * 2026-11-30). Throws for a block that is broken or holds more than `maxBytes`.
 */
export function decompressSnappy(block: Uint8Array, maxBytes: number): Uint8Array {
  const { length, start } = lengthOf(block);
  if (length > maxBytes) {
    throw new Error(`it holds ${length} bytes, and at most ${maxBytes} are read`);
  }
  const bytes = new Uint8Array(length);
  let written = 0;
  for (let at = start; at < block.length; ) {
    const element = elementAt(block, at);
    if (element.count > length - written) throw broken();
    at = write(bytes, written, element, block);
    written += element.count;
  }
  if (written < length) throw broken();
  return bytes;
}

/** Writes the bytes of an element and returns where the next element begins. */
function write(bytes: Uint8Array, at: number, element: Element, block: Uint8Array): number {
  const { count, offset, next } = element;
  if (offset === undefined) {
    if (next + count > block.length) throw broken();
    bytes.set(block.subarray(next, next + count), at);
    return next + count;
  }
  if (offset === 0 || offset > at) throw broken();
  // A copy may overlap with what it writes, so it goes byte by byte.
  for (let to = at; to < at + count; to += 1) bytes[to] = bytes[to - offset] ?? 0;
  return next;
}

function broken(): Error {
  return new Error('it is not a block in Snappy’s format');
}

/** The length is written in groups of seven bits, the lowest first. */
function lengthOf(block: Uint8Array): { readonly length: number; readonly start: number } {
  let length = 0;
  for (const [at, byte] of block.subarray(0, 5).entries()) {
    length += (byte & 0x7f) * 2 ** (7 * at);
    if (byte < 0x80) return { length, start: at + 1 };
  }
  throw broken();
}

interface Element {
  readonly count: number;
  /** Number of bytes back that a copy begins; absent for a literal. */
  readonly offset?: number;
  /** Where the bytes of a literal begin, or the next element. */
  readonly next: number;
}

function elementAt(block: Uint8Array, at: number): Element {
  const tag = block[at] ?? 0;
  const upper = tag >> 2;
  if ((tag & 3) === 0) {
    const size = Math.max(0, upper - 59);
    const count = size === 0 ? upper : littleEndian(block, at + 1, size);
    return { count: count + 1, next: at + 1 + size };
  }
  const size = [0, 1, 2, 4][tag & 3] ?? 0;
  const low = littleEndian(block, at + 1, size);
  const next = at + 1 + size;
  if (size === 1) return { count: (upper & 7) + 4, offset: (tag >> 5) * 256 + low, next };
  return { count: upper + 1, offset: low, next };
}

function littleEndian(block: Uint8Array, at: number, size: number): number {
  if (at + size > block.length) throw broken();
  return block.subarray(at, at + size).reduceRight((value, byte) => value * 256 + byte, 0);
}
