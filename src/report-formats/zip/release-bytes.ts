/** Smaller ones may lie in memory that Node shares among many. */
const LEAST = 64 * 1024;

/**
 * Gives memory back now that nobody reads any more, instead of when a garbage collection finds out:
 * collections follow what JavaScript allocates, and know little of the 150 MB that 500 inflated
 * files take, one after the other. Does nothing before Node 22, which has no such call.
 */
export function releaseBytes(bytes: Uint8Array): void {
  const buffer: Releasable = bytes.buffer;
  if (bytes.length >= LEAST && bytes.length + 64 >= buffer.byteLength) {
    buffer.transfer?.(0);
  }
}

interface Releasable {
  readonly byteLength: number;
  /** ES2024; the name is the standard's. */
  transfer?(length: number): unknown;
}
