import { gunzipSync, gzipSync } from 'node:zlib';

/** Maximum size of evidence in bytes, uncompressed. */
export const MAX_EVIDENCE_BYTES = 256 * 1024 * 1024;

/** Bytes of a member, uncompressed: more are never in memory at once. */
const MEMBER_BYTES = 4 * 1024 * 1024;

/**
 * Compresses bytes that come in pieces, until the result takes more than `maxBytes`. The headers have
 * no time and no name, so equal bytes give equal bytes. A file of several members is read like one
 * (RFC 1952, section 2.2).
 */
export class Packer {
  readonly #maxBytes: number;
  readonly #members: Uint8Array[] = [];
  /** Memory that is not touched costs nothing, and most texts are short. */
  readonly #waiting = Buffer.allocUnsafeSlow(MEMBER_BYTES);
  #filled = 0;
  #length = 0;
  #isTooLarge = false;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  add(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length && !this.#isTooLarge; ) {
      const part = bytes.subarray(at, at + MEMBER_BYTES - this.#filled);
      this.#waiting.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
      // Level 9 takes five times as long as level 6 and saves 1% of what is too large in the end.
      if (this.#filled === MEMBER_BYTES) this.#pack(6);
    }
  }

  /** Returns the compressed bytes; undefined when they take too much. */
  end(): Uint8Array | undefined {
    if (this.#members.length === 0 || this.#filled > 0) this.#pack(9);
    return this.#isTooLarge ? undefined : Buffer.concat(this.#members);
  }

  #pack(level: number): void {
    if (this.#isTooLarge) return;
    const bytes = this.#waiting.subarray(0, this.#filled);
    const maxOutputLength = this.#maxBytes - this.#length;
    const member = packedMember(bytes, { level, maxOutputLength });
    this.#filled = 0;
    if (member === undefined) {
      this.#isTooLarge = true;
      return;
    }
    this.#members.push(member);
    this.#length += member.length;
  }
}

/** Returns undefined when the bytes compress to more than `maxOutputLength`, without compressing the rest. */
function packedMember(
  bytes: Uint8Array,
  options: { readonly level: number; readonly maxOutputLength: number },
): Uint8Array | undefined {
  if (options.maxOutputLength < 1) return undefined;
  try {
    return gzipSync(bytes, options);
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
