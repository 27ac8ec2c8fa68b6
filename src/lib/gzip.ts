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
  #waiting = Buffer.alloc(0);
  #length = 0;
  #isTooLarge = false;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  add(bytes: Uint8Array): void {
    if (this.#isTooLarge) return;
    this.#waiting = Buffer.concat([this.#waiting, bytes]);
    // Level 9 takes five times as long as level 6 and saves 1% of what is too large in the end.
    while (this.#waiting.length >= MEMBER_BYTES && !this.#isTooLarge) this.#pack(MEMBER_BYTES, 6);
  }

  /** Returns the compressed bytes; undefined when they take too much. */
  end(): Uint8Array | undefined {
    if (this.#members.length === 0 || this.#waiting.length > 0) this.#pack(this.#waiting.length, 9);
    return this.#isTooLarge ? undefined : Buffer.concat(this.#members);
  }

  #pack(length: number, level: number): void {
    const maxOutputLength = this.#maxBytes - this.#length;
    const member = this.#isTooLarge
      ? undefined
      : packedMember(this.#waiting.subarray(0, length), { level, maxOutputLength });
    this.#waiting = member === undefined ? Buffer.alloc(0) : this.#waiting.subarray(length);
    this.#isTooLarge ||= member === undefined;
    if (member === undefined) return;
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
