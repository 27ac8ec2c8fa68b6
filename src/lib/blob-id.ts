import { createHash } from 'node:crypto';

/** Returns git's id of a file with this content: SHA-1 of `blob <bytes>\0` and the bytes. */
export function blobId(content: string | Uint8Array): string {
  const bytes = Buffer.from(content);
  return createHash('sha1').update(`blob ${bytes.byteLength}\0`).update(bytes).digest('hex');
}
