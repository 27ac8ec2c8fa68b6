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
