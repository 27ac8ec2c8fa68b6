import { crc32, deflateRawSync } from 'node:zlib';

/** General purpose flags: bit 3 says sizes follow the data, bit 11 says names are UTF-8. */
const FLAGS = 0x0808;
const DEFLATE = 8;
/** 1 January 1980, the epoch of the format; zips here carry no clock. */
const DOS_DATE = 0x21;

interface Packed {
  readonly name: Buffer;
  readonly crc: number;
  readonly packed: Buffer;
  readonly size: number;
  readonly offset: number;
}

function localHeader(name: Buffer): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(20, 4);
  header.writeUInt16LE(FLAGS, 6);
  header.writeUInt16LE(DEFLATE, 8);
  header.writeUInt16LE(DOS_DATE, 12);
  header.writeUInt16LE(name.length, 26);
  return Buffer.concat([header, name]);
}

function descriptor(file: Packed): Buffer {
  const after = Buffer.alloc(16);
  after.writeUInt32LE(0x08074b50, 0);
  after.writeUInt32LE(file.crc, 4);
  after.writeUInt32LE(file.packed.length, 8);
  after.writeUInt32LE(file.size, 12);
  return after;
}

function centralHeader(file: Packed): Buffer {
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE((3 << 8) | 45, 4);
  header.writeUInt16LE(20, 6);
  header.writeUInt16LE(FLAGS, 8);
  header.writeUInt16LE(DEFLATE, 10);
  header.writeUInt16LE(DOS_DATE, 14);
  header.writeUInt32LE(file.crc, 16);
  header.writeUInt32LE(file.packed.length, 20);
  header.writeUInt32LE(file.size, 24);
  header.writeUInt16LE(file.name.length, 28);
  header.writeUInt32LE((0o100644 << 16) >>> 0, 38);
  header.writeUInt32LE(file.offset, 42);
  return Buffer.concat([header, file.name]);
}

function endRecord(count: number, size: number, offset: number): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return end;
}

/**
 * A zip the way actions/upload-artifact streams one: deflated entries whose sizes are known only
 * from the data descriptor behind them and from the central directory.
 */
export function zipOf(files: ReadonlyMap<string, Uint8Array>): Buffer {
  const parts: Buffer[] = [];
  const done: Packed[] = [];
  let offset = 0;
  for (const [path, content] of files) {
    const name = Buffer.from(path);
    const packed = deflateRawSync(content);
    const file: Packed = { name, crc: crc32(content), packed, size: content.length, offset };
    const pieces = [localHeader(name), packed, descriptor(file)];
    parts.push(...pieces);
    offset += pieces.reduce((sum, piece) => sum + piece.length, 0);
    done.push(file);
  }
  const directory = Buffer.concat(done.map(centralHeader));
  return Buffer.concat([...parts, directory, endRecord(done.length, directory.length, offset)]);
}
