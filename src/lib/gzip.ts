import { gunzipSync, gzipSync } from 'node:zlib';

/** Maximum size of evidence in bytes, uncompressed. */
export const MAX_EVIDENCE_BYTES = 256 * 1024 * 1024;

/**
 * Returns the bytes compressed; undefined when that takes more than `maxBytes`, which is known without
 * compressing the rest. The header has no time and no name, so equal bytes give equal bytes.
 */
export function packed(bytes: Uint8Array, maxBytes: number): Uint8Array | undefined {
  try {
    return gzipSync(bytes, { level: 9, maxOutputLength: maxBytes });
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE') return undefined;
    throw error;
  }
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
