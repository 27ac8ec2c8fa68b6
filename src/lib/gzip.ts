import { gunzipSync, gzipSync } from 'node:zlib';

/** Maximum size of evidence in bytes, uncompressed. */
export const MAX_EVIDENCE_BYTES = 256 * 1024 * 1024;

/** Returns the bytes compressed. The header has no time and no name, so equal text gives equal bytes. */
export function packed(text: string): Uint8Array {
  return gzipSync(text, { level: 9 });
}

/**
 * Returns the text of a file that may be compressed by gzip. Throws when it is broken, or when it
 * inflates to more than `maxBytes`.
 */
export function unpacked(bytes: Uint8Array, maxBytes: number): string {
  const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const plain = isPacked ? gunzipSync(bytes, { maxOutputLength: maxBytes }) : bytes;
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(plain);
}
