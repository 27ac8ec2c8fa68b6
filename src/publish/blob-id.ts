import { createHash } from 'node:crypto';

/** The id git gives a file of this text: SHA-1 over `blob <bytes>\0` and the bytes. */
export function blobId(text: string): string {
  const bytes = Buffer.from(text);
  return createHash('sha1').update(`blob ${bytes.byteLength}\0`).update(bytes).digest('hex');
}
