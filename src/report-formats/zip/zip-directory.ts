import type { ByteSource } from './archive.ts';

/** One unchecked record of the central directory. */
export interface ZipRecord {
  readonly name: Uint8Array;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packedSize: number;
  readonly size: number;
  /** Upper half of the external attributes: the Unix mode where there is one. */
  readonly mode: number;
  readonly localOffset: number;
}

type ZipDirectory =
  | { readonly state: 'present'; readonly records: readonly ZipRecord[]; readonly offset: number }
  | { readonly state: 'unreadable'; readonly why: string };

const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const RECORD = 0x02014b50;
const END_BYTES = 22;
const LOCATOR_BYTES = 20;
const END_64_BYTES = 56;
const RECORD_BYTES = 46;
const MAX_COMMENT = 0xffff;
const MAX_16 = 0xffff;
const MAX_32 = 0xffffffff;

interface End {
  readonly entries: number;
  readonly size: number;
  readonly offset: number;
  /** Where the directory must end. */
  readonly at: number;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function unreadable(why: string): { readonly state: 'unreadable'; readonly why: string } {
  return { state: 'unreadable', why };
}

/** Reads 64 bits, little-endian; inexact beyond 2^53, which exceeds any file. */
function uint64(view: DataView, at: number): number {
  return view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32;
}

/**
 * Reads the central directory (PKWARE APPNOTE 6.3.10, sections 4.3.12 to 4.3.16, with zip64). It
 * must end at its end record and contain exactly the declared records: an archive that two tools
 * could read differently is unreadable.
 */
export function readZipDirectory(source: ByteSource, maxEntries: number): ZipDirectory {
  const end = findEnd(source);
  if (end === undefined) {
    return unreadable('The archive has no end: it was cut off, or it is not a zip file.');
  }
  if (end === 'split') {
    return unreadable('The archive is one of several parts; only whole zip files are read.');
  }
  if (end.entries > maxEntries) {
    return unreadable(`The archive holds ${end.entries} entries; at most ${maxEntries} are read.`);
  }
  if (end.offset + end.size !== end.at) {
    return unreadable("The archive's directory is not where its end record says; it is damaged.");
  }
  const records = readRecords(source.read(end.offset, end.size), end.entries);
  return records === undefined
    ? unreadable("The archive's directory does not hold the entries it declares; it is damaged.")
    : { state: 'present', records, offset: end.offset };
}

function findEnd(source: ByteSource): End | 'split' | undefined {
  const length = Math.min(source.size, END_BYTES + MAX_COMMENT);
  const base = source.size - length;
  const view = viewOf(source.read(base, length));
  for (let at = length - END_BYTES; at >= 0; at--) {
    // The comment must end at the last byte, or the end record is inside a comment.
    if (
      view.getUint32(at, true) === END &&
      at + END_BYTES + view.getUint16(at + 20, true) === length
    ) {
      return endAt(source, viewOf(source.read(base + at, END_BYTES)), base + at);
    }
  }
  return undefined;
}

function endAt(source: ByteSource, view: DataView, at: number): End | 'split' | undefined {
  const entries = view.getUint16(10, true);
  const size = view.getUint32(12, true);
  const offset = view.getUint32(16, true);
  if (entries === MAX_16 || size === MAX_32 || offset === MAX_32) {
    const end64 = findEnd64(source, at);
    if (end64 !== undefined) return end64;
  }
  if (view.getUint16(4, true) !== 0 || view.getUint16(8, true) !== entries) return 'split';
  return { entries, size, offset, at };
}

function findEnd64(source: ByteSource, endOffset: number): End | 'split' | undefined {
  const locatorAt = endOffset - LOCATOR_BYTES;
  if (locatorAt < END_64_BYTES) return undefined;
  const locator = viewOf(source.read(locatorAt, LOCATOR_BYTES));
  const at = uint64(locator, 8);
  if (locator.getUint32(0, true) !== LOCATOR_64 || at > locatorAt - END_64_BYTES) {
    return undefined;
  }
  const view = viewOf(source.read(at, END_64_BYTES));
  if (view.getUint32(0, true) !== END_64) return undefined;
  const entries = uint64(view, 32);
  if (view.getUint32(16, true) !== 0 || uint64(view, 24) !== entries) return 'split';
  return { entries, size: uint64(view, 40), offset: uint64(view, 48), at };
}

function readRecords(bytes: Uint8Array, entries: number): readonly ZipRecord[] | undefined {
  const view = viewOf(bytes);
  const records: ZipRecord[] = [];
  let at = 0;
  while (records.length < entries) {
    if (at + RECORD_BYTES > bytes.length || view.getUint32(at, true) !== RECORD) return undefined;
    const nameEnd = at + RECORD_BYTES + view.getUint16(at + 28, true);
    const extraEnd = nameEnd + view.getUint16(at + 30, true);
    const next = extraEnd + view.getUint16(at + 32, true);
    if (next > bytes.length) return undefined;
    const record = readRecord(view, at, bytes.subarray(at + RECORD_BYTES, nameEnd));
    records.push(with64(record, bytes.subarray(nameEnd, extraEnd)));
    at = next;
  }
  return at === bytes.length ? records : undefined;
}

function readRecord(view: DataView, at: number, name: Uint8Array): ZipRecord {
  return {
    name,
    flags: view.getUint16(at + 8, true),
    method: view.getUint16(at + 10, true),
    crc: view.getUint32(at + 16, true),
    packedSize: view.getUint32(at + 20, true),
    size: view.getUint32(at + 24, true),
    mode: view.getUint16(at + 40, true),
    localOffset: view.getUint32(at + 42, true),
  };
}

/** Sizes and offset beyond 32 bits are in extra field 1, in this order, as needed. */
function with64(record: ZipRecord, extra: Uint8Array): ZipRecord {
  const field = extraField(extra, 1);
  if (field === undefined) return record;
  const view = viewOf(field);
  let at = 0;
  const take = (value: number): number => {
    if (value !== MAX_32 || at + 8 > field.length) return value;
    at += 8;
    return uint64(view, at - 8);
  };
  const size = take(record.size);
  const packedSize = take(record.packedSize);
  return { ...record, size, packedSize, localOffset: take(record.localOffset) };
}

function extraField(extra: Uint8Array, id: number): Uint8Array | undefined {
  const view = viewOf(extra);
  let at = 0;
  while (at + 4 <= extra.length) {
    const end = at + 4 + view.getUint16(at + 2, true);
    if (view.getUint16(at, true) === id && end <= extra.length) {
      return extra.subarray(at + 4, end);
    }
    at = end;
  }
  return undefined;
}

const MAX_NAME = 1024;

/** Returns the name: UTF-8 when it is valid UTF-8, else Latin-1. */
export function decodeZipName(name: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(name);
  } catch {
    return Buffer.from(name.buffer, name.byteOffset, name.length).toString('latin1');
  }
}

/** Returns why a stored name is not safe as a path; undefined when it is (CWE-22, "zip slip"). */
export function refusedName(name: string): string | undefined {
  if (name === '') return 'it has no name';
  if (name.length > MAX_NAME) {
    return `its name is longer than ${MAX_NAME} characters`;
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: NUL and its kin are what is looked for.
  if (/[\u0000-\u001f\u007f]/.test(name)) return 'its name contains a control character';
  if (name.includes('\\')) return 'its name contains a backslash';
  if (name.startsWith('/') || /^[A-Za-z]:/.test(name)) return 'its name is an absolute path';
  return name.split('/').includes('..') ? 'its name climbs out with ".."' : undefined;
}

const LOCAL = 0x04034b50;
const LOCAL_BYTES = 30;
/** Sizes and CRC follow the content instead of preceding it. */
const FOLLOWED = 0x08;
/** Flags for encryption, patches, and masked headers. */
const READING_FLAGS = 0x2061;

/** The bytes of an entry in the archive, and where its content begins. */
type Located =
  | { readonly state: 'found'; readonly offset: number; readonly from: number; readonly to: number }
  | { readonly state: 'refused'; readonly why: string; readonly from: number; readonly to: number };

/**
 * Finds an entry's content by its local header, which must agree with the directory (APPNOTE
 * 4.3.7). `end` is the start of the directory.
 */
export function locateEntry(source: ByteSource, record: ZipRecord, end: number): Located {
  const from = record.localOffset;
  const refuse = (why: string): Located => ({ state: 'refused', why, from, to: from });
  if (from + LOCAL_BYTES > end) return refuse('its place is outside the archive');
  const bytes = source.read(from, LOCAL_BYTES);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const nameLength = view.getUint16(26, true);
  const offset = from + LOCAL_BYTES + nameLength + view.getUint16(28, true);
  const to = offset + record.packedSize;
  if (view.getUint32(0, true) !== LOCAL || to > end) {
    return refuse('its place is outside the archive');
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
