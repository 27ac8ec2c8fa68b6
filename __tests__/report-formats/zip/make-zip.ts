import { crc32, deflateRawSync } from 'node:zlib';

/** An entry to write, with knobs to write it wrongly. */
export interface Entry {
  readonly name: string | Uint8Array;
  readonly content: string | Uint8Array;
  readonly stored?: boolean;
  readonly mode?: number;
  readonly flags?: number;
  readonly method?: number;
  readonly crc?: number;
  readonly declaredSize?: number;
  readonly localName?: string;
  /** Sizes and CRC behind the content, as upload-artifact writes them. */
  readonly descriptor?: boolean;
  readonly zip64?: boolean;
  /** Share the local header and bytes of the entry of this index. */
  readonly overlapping?: number;
  readonly packed?: Uint8Array;
}

const ALL = 0xffffffff;

function u16(...values: number[]): Buffer {
  const buffer = Buffer.alloc(values.length * 2);
  for (const [at, value] of values.entries()) {
    buffer.writeUInt16LE(value, at * 2);
  }
  return buffer;
}

function u32(...values: number[]): Buffer {
  const buffer = Buffer.alloc(values.length * 4);
  for (const [at, value] of values.entries()) {
    buffer.writeUInt32LE(value, at * 4);
  }
  return buffer;
}

function u64(...values: number[]): Buffer {
  return Buffer.concat(values.map((value) => u32(value % 2 ** 32, Math.floor(value / 2 ** 32))));
}

/** An entry with everything decided. */
interface Plan {
  readonly entry: Entry;
  readonly name: Buffer;
  readonly packed: Buffer;
  readonly method: number;
  readonly flags: number;
  readonly crc: number;
  readonly size: number;
}

function plan(entry: Entry): Plan {
  const content = Buffer.from(entry.content as string);
  const ready = entry.packed ?? (entry.stored ? content : deflateRawSync(content));
  return {
    entry,
    name: Buffer.from(entry.name as string),
    packed: Buffer.from(ready),
    method: entry.method ?? (entry.stored ? 0 : 8),
    flags: (entry.flags ?? 0) | 0x800 | (entry.descriptor ? 8 : 0),
    crc: entry.crc ?? crc32(content),
    size: entry.declaredSize ?? content.length,
  };
}

function localPart({ entry, name, packed, method, flags, crc, size }: Plan): Buffer {
  if (entry.overlapping !== undefined) {
    return Buffer.alloc(0);
  }
  const local = Buffer.from(entry.localName ?? name);
  const facts = u32(crc, packed.length, size);
  const head = [u32(0x04034b50), u16(20, flags, method, 0, 0)];
  const before = entry.descriptor ? u32(0, 0, 0) : facts;
  const behind = entry.descriptor ? [u32(0x08074b50), facts] : [];
  return Buffer.concat([...head, before, u16(local.length, 0), local, packed, ...behind]);
}

function directoryPart(
  { entry, name, packed, method, flags, crc, size }: Plan,
  at: number,
): Buffer {
  const wide = entry.zip64 ?? false;
  const extra = wide ? Buffer.concat([u16(1, 24), u64(size, packed.length, at)]) : Buffer.alloc(0);
  return Buffer.concat([
    u32(0x02014b50),
    u16(0x031e, 20, flags, method, 0, 0),
    u32(crc, wide ? ALL : packed.length, wide ? ALL : size),
    u16(name.length, extra.length, 0, 0, 0),
    u32(((entry.mode ?? 0o100644) << 16) >>> 0, wide ? ALL : at),
    name,
    extra,
  ]);
}

interface End {
  /** Number of entries to declare. */
  readonly entries?: number;
  readonly comment?: string;
  readonly zip64?: boolean;
}

function endPart(end: End, count: number, size: number, start: number): Buffer {
  const comment = Buffer.from(end.comment ?? '');
  const wide = end.zip64 ?? false;
  const wideParts = [
    u32(0x06064b50),
    u64(44),
    u16(45, 45),
    u32(0, 0),
    u64(count, count, size, start),
    u32(0x07064b50, 0),
    u64(start + size),
    u32(1),
  ];
  const short = wide ? 0xffff : count;
  return Buffer.concat([
    ...(wide ? wideParts : []),
    u32(0x06054b50),
    u16(0, 0, short, short),
    u32(wide ? ALL : size, wide ? ALL : start),
    u16(comment.length),
    comment,
  ]);
}

export function makeZip(entries: readonly Entry[], end: End = {}): Buffer {
  const plans = entries.map(plan);
  const locals = plans.map(localPart);
  const offsets: number[] = [];
  let offset = 0;
  for (const [at, local] of locals.entries()) {
    offsets.push(offsets[entries[at]?.overlapping ?? at] ?? offset);
    offset += local.length;
  }
  const directory = Buffer.concat(plans.map((each, at) => directoryPart(each, offsets[at] ?? 0)));
  const last = endPart(end, end.entries ?? entries.length, directory.length, offset);
  return Buffer.concat([...locals, directory, last]);
}
