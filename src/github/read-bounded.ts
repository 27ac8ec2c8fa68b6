/** What a stream held, or that it holds more than it may. */
export type Bounded =
  | { readonly state: 'read'; readonly bytes: Uint8Array }
  | { readonly state: 'too-large' };

/** Reads a body piece by piece and stops at the first byte over `maxBytes`, which is never kept. */
export async function readBounded(
  body: ReadableStream<Uint8Array> | null,
  maxBytes: number,
): Promise<Bounded> {
  if (body === null) return { state: 'read', bytes: new Uint8Array() };
  const pieces: Uint8Array[] = [];
  let size = 0;
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.byteLength;
    if (size > maxBytes) {
      await reader.cancel();
      return { state: 'too-large' };
    }
    pieces.push(value);
  }
  return { state: 'read', bytes: Buffer.concat(pieces, size) };
}
