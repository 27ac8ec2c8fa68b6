import {
  ARCHIVE_LIMITS,
  type Archive,
  type ArchiveEntry,
  type ArchiveLimits,
  type ByteSink,
  type ByteSource,
  type EntryEnd,
} from './archive.ts';
import { inflateEntry, type PackedEntry, readPieces } from './inflate-entry.ts';
import {
  decodeZipName,
  locateEntry,
  readZipDirectory,
  refusedName,
  type ZipRecord,
} from './zip-directory.ts';

/** Returns whether the bytes begin with a zip's local header or the end record of an empty zip. */
export function looksLikeZip(head: Uint8Array): boolean {
  const [p, k, a, b] = head;
  return p === 0x50 && k === 0x4b && ((a === 3 && b === 4) || (a === 5 && b === 6));
}

/**
 * Opens an upload: a zip, detected by its first bytes, or a single file (upload-artifact v7 without
 * an archive), which becomes the one entry `name`.
 */
export function openArchive(
  source: ByteSource,
  name: string,
  limits: ArchiveLimits = ARCHIVE_LIMITS,
): Archive {
  return looksLikeZip(source.read(0, Math.min(4, source.size)))
    ? readZip(source, limits)
    : { state: 'present', entries: [singleFile(source, name, limits)] };
}

function singleFile(source: ByteSource, path: string, limits: ArchiveLimits): ArchiveEntry {
  const { size } = source;
  if (size > limits.entryBytes) {
    const why = `Not read: it is ${size} bytes long; at most ${limits.entryBytes} are read.`;
    return { path, state: 'refused', why };
  }
  return {
    path,
    state: 'present',
    size,
    read: async (sink) => {
      await readPieces(source, 0, size, (piece) => {
        sink(piece);
        return true;
      });
      return { state: 'read', bytes: size };
    },
  };
}

const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 0x2041;
const FILE_TYPE = 0xf000;
const REGULAR_FILE = 0x8000;
const FOLDER = 0x4000;

/** A record that passed its own checks, or why it did not. */
interface Candidate {
  readonly path: string;
  readonly record: ZipRecord;
  readonly packed: PackedEntry | undefined;
  readonly why: string;
  /** First byte of the local header, and first byte after the content. */
  readonly from: number;
  readonly to: number;
}

/**
 * Opens a zip under limits, without a disk. Refuses, with a reason, each entry that another tool
 * could read differently: path traversal, links, encryption, duplicates, overlaps, false sizes.
 * Leaves out folders; nested archives are files.
 */
export function readZip(source: ByteSource, limits: ArchiveLimits = ARCHIVE_LIMITS): Archive {
  const directory = readZipDirectory(source, limits.entries);
  if (directory.state === 'unreadable') return directory;
  const candidates = directory.records
    .map((record) => candidateOf(source, record, directory.offset, limits))
    .filter(({ path, record }) => !(path.endsWith('/') && record.size === 0));
  const budget = { left: limits.totalBytes };
  const refusals = new Map([...duplicates(candidates), ...overlaps(candidates)]);
  const entries = candidates.map((candidate) =>
    entryOf(source, candidate, refusals.get(candidate), budget),
  );
  return { state: 'present', entries: entries.sort(byPath) };
}

function byPath(a: ArchiveEntry, b: ArchiveEntry): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}

function candidateOf(
  source: ByteSource,
  record: ZipRecord,
  end: number,
  limits: ArchiveLimits,
): Candidate {
  const path = decodeZipName(record.name);
  const why = refusedName(path) ?? refusedRecord(record, limits);
  const located = locateEntry(source, record, end);
  const { from, to } = located;
  if (why !== undefined || located.state === 'refused') {
    const reason = why ?? (located.state === 'refused' ? located.why : '');
    return { path, record, packed: undefined, why: reason, from, to };
  }
  const packed: PackedEntry = {
    offset: located.offset,
    packedSize: record.packedSize,
    size: record.size,
    crc: record.crc,
    stored: record.method === STORED,
  };
  return { path, record, packed, why: '', from, to };
}

function refusedRecord(record: ZipRecord, limits: ArchiveLimits): string | undefined {
  const type = record.mode & FILE_TYPE;
  if (type !== 0 && type !== REGULAR_FILE && type !== FOLDER) {
    return type === 0xa000 ? 'it is a symbolic link' : 'it is not a regular file';
  }
  if ((record.flags & ENCRYPTED) !== 0) return 'it is encrypted';
  if (record.method !== STORED && record.method !== DEFLATED) {
    return `it is compressed by method ${record.method}; only stored and deflated entries are read`;
  }
  if (record.method === STORED && record.size !== record.packedSize) {
    return 'its two sizes contradict each other';
  }
  return refusedSize(record, limits);
}

function refusedSize({ size, packedSize }: ZipRecord, limits: ArchiveLimits): string | undefined {
  if (size > limits.entryBytes) {
    return `it is ${size} bytes long; at most ${limits.entryBytes} are read`;
  }
  if (size > limits.ratioFrom && size > packedSize * limits.ratio) {
    return `it would grow more than ${limits.ratio}-fold, as zip bombs do`;
  }
  return undefined;
}

function* duplicates(candidates: readonly Candidate[]): Generator<readonly [Candidate, string]> {
  const seen = new Map<string, Candidate>();
  for (const candidate of candidates) {
    const earlier = seen.get(candidate.path);
    if (earlier === undefined) {
      seen.set(candidate.path, candidate);
    } else {
      yield [earlier, 'the archive holds this name twice'];
      yield [candidate, 'the archive holds this name twice'];
    }
  }
}

function* overlaps(candidates: readonly Candidate[]): Generator<readonly [Candidate, string]> {
  const inOrder = [...candidates].sort((a, b) => a.from - b.from);
  let furthest: Candidate | undefined;
  for (const candidate of inOrder) {
    if (furthest !== undefined && candidate.from < furthest.to) {
      yield [furthest, 'it shares its bytes with another entry'];
      yield [candidate, 'it shares its bytes with another entry'];
    }
    if (furthest === undefined || candidate.to > furthest.to) furthest = candidate;
  }
}

function entryOf(
  source: ByteSource,
  { path, record, packed, why }: Candidate,
  refusal: string | undefined,
  budget: { left: number },
): ArchiveEntry {
  if (packed === undefined || refusal !== undefined) {
    return { path, state: 'refused', why: sentence(why === '' ? (refusal ?? '') : why) };
  }
  const read = async (sink: ByteSink): Promise<EntryEnd> => {
    if (record.size > budget.left) {
      return {
        state: 'broken',
        why: 'Not read: together the entries of this archive inflate to more bytes than are read.',
      };
    }
    budget.left -= record.size;
    const end = await inflateEntry(source, packed, sink);
    return end.state === 'read' ? end : { state: 'broken', why: sentence(end.why) };
  };
  return { path, state: 'present', size: record.size, read };
}

function sentence(why: string): string {
  return `Not read: ${why}.`;
}
