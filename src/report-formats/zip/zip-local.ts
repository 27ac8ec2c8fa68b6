import type { ByteSource } from './byte-source.ts';
import type { ZipRecord } from './zip-directory.ts';

const LOCAL = 0x04034b50;
const LOCAL_BYTES = 30;
/** Sizes and CRC follow the content instead of standing before it. */
const FOLLOWED = 0x08;
/** Flags that change how the bytes are read: encryption, patches, masked headers. */
const READING_FLAGS = 0x2061;

/** Bytes of the archive that an entry takes, and where its content begins. */
export type Located =
  | { readonly state: 'found'; readonly offset: number; readonly from: number; readonly to: number }
  | { readonly state: 'refused'; readonly why: string; readonly from: number; readonly to: number };

/**
 * Finds an entry's content through its local header, which must say what the directory says
 * (APPNOTE 4.3.7). `end` is where the directory begins: no content reaches into it.
 */
export function locateEntry(source: ByteSource, record: ZipRecord, end: number): Located {
  const from = record.localOffset;
  const refuse = (why: string): Located => ({ state: 'refused', why, from, to: from });
  if (from + LOCAL_BYTES > end) {
    return refuse('its place lies outside the archive');
  }
  const bytes = source.read(from, LOCAL_BYTES);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const nameLength = view.getUint16(26, true);
  const offset = from + LOCAL_BYTES + nameLength + view.getUint16(28, true);
  const to = offset + record.packedSize;
  if (view.getUint32(0, true) !== LOCAL || to > end) {
    return refuse('its place lies outside the archive');
  }
  const sameName = sameBytes(source.read(from + LOCAL_BYTES, nameLength), record.name);
  return sameName && sameFacts(view, record)
    ? { state: 'found', offset, from, to }
    : { ...refuse("its own header contradicts the archive's directory"), to };
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}

function sameFacts(view: DataView, record: ZipRecord): boolean {
  const flags = view.getUint16(6, true);
  if (
    view.getUint16(8, true) !== record.method ||
    (flags & READING_FLAGS) !== (record.flags & READING_FLAGS)
  ) {
    return false;
  }
  // 0 before a trailing descriptor, all ones where the zip64 field has the size.
  const open = (flags & FOLLOWED) !== 0;
  const agrees = (at: number, value: number): boolean => {
    const local = view.getUint32(at, true);
    return local === value || local === 0xffffffff || (open && local === 0);
  };
  return agrees(14, record.crc) && agrees(18, record.packedSize) && agrees(22, record.size);
}
