import { deflateRawSync } from 'node:zlib';
import { type Entry, makeZip } from '../../__tests__/report-formats/zip/make-zip.ts';

const MIB = 1024 * 1024;

/** A file that is made to mislead or exhaust its reader; in chunks, because some are too long for memory. */
export interface HostileSample {
  readonly what: string;
  readonly pieces: Iterable<Uint8Array>;
}

const GOOD: Entry = {
  name: 'junit.xml',
  content: '<testsuite><testcase name="a"/></testsuite>',
};

function zip(what: string, ...entries: readonly Partial<Entry>[]): HostileSample {
  return { what, pieces: [makeZip(entries.map((entry) => ({ ...GOOD, ...entry })))] };
}

function xml(what: string, ...texts: readonly string[]): HostileSample {
  return { what, pieces: texts.map((text) => Buffer.from(text)) };
}

/** Can be read again, unlike a generator. */
function times<T>(count: number, value: T, before: T): Iterable<T> {
  return {
    *[Symbol.iterator]() {
      yield before;
      for (let n = 0; n < count; n += 1) yield value;
    },
  };
}

/** 20 MiB of zeros in 20 kB. */
const zeros = { content: Buffer.alloc(20 * MIB) };
/** The same, said to be 3 bytes or 600 MiB long. */
const packed = deflateRawSync(zeros.content);

const ARCHIVES: readonly HostileSample[] = [
  zip('a zip bomb', zeros),
  zip('a bomb that says it is small', { content: '<a>', packed }),
  zip('an entry of more bytes than are read', { declaredSize: 600 * MIB, packed }),
  {
    what: 'one stream of bytes under many names',
    pieces: [
      makeZip([GOOD, { ...GOOD, overlapping: 0 }, { ...GOOD, name: 'b.xml', overlapping: 0 }]),
    ],
  },
  zip('a zip in a zip', { name: 'more.zip', content: makeZip([GOOD]) }),
  zip('a name that climbs out', { name: '../../etc/cron.d/x' }),
  zip('an absolute name', { name: '/etc/passwd' }),
  zip('a name with a drive', { name: 'C:/evil.xml' }),
  zip('a name with a backslash', { name: '..\\evil.xml' }),
  zip('a name with a NUL', { name: 'a.xml\0.png' }),
  zip('a name of 2,000 characters', { name: 'a'.repeat(2000) }),
  zip('a name that turns the direction of text', { name: '\u202elmx.tinuj' }),
  zip('a symbolic link', { content: '/etc/passwd', mode: 0o120777 }),
  zip('a device', { mode: 0o020666 }),
  zip('an encrypted entry', { flags: 1 }),
  zip('a name that stands twice', {}, { content: '<testsuite/>' }),
  zip('a method nobody else reads', { method: 14 }),
  zip('zip64 fields', { zip64: true }),
  zip('a header that contradicts the directory', { localName: 'other.xml' }),
  zip('a size that is too small', { declaredSize: 3 }),
  zip('a size that is too large', { declaredSize: 99 }),
  zip('a wrong checksum', { crc: 1 }),
  { what: 'a zip that was cut off', pieces: [makeZip([GOOD]).subarray(0, -10)] },
  { what: 'a directory of fewer entries than declared', pieces: [makeZip([GOOD], { entries: 2 })] },
  {
    what: 'more entries than are read',
    pieces: [makeZip([GOOD], { entries: 60_000, zip64: false })],
  },
];

const LAUGHS = `<?xml version="1.0"?><!DOCTYPE testsuites [<!ENTITY a "ha">${Array.from(
  { length: 9 },
  (_, n) => `<!ENTITY b${n} "${`&${n === 0 ? 'a' : `b${n - 1}`};`.repeat(10)}">`,
).join('')}]><testsuites><testsuite name="&b8;"/></testsuites>`;

const DOCUMENTS: readonly HostileSample[] = [
  xml('a billion laughs', LAUGHS),
  xml(
    'an external entity',
    '<!DOCTYPE testsuites [<!ENTITY x SYSTEM "file:///etc/passwd">]><testsuites>&x;</testsuites>',
  ),
  xml('an entity nobody declared', '<testsuites><testsuite name="&x;"/></testsuites>'),
  {
    what: 'an attribute of 1 GiB',
    pieces: times(4096, Buffer.alloc(MIB / 4, 'a'), Buffer.from('<testsuites><testsuite name="')),
  },
  xml('100,000 elements inside each other', '<testsuite>'.repeat(100_000)),
  xml(
    '300 attributes of one element',
    `<testsuites ${Array.from({ length: 300 }, (_, n) => `a${n}=""`).join(' ')}/>`,
  ),
  xml(
    'a NUL and a turned direction in names',
    '<testsuite name="\u202e"><testcase name="a\0b\u2066"/></testsuite>',
  ),
  xml(
    'raw color codes',
    '<testsuite><testcase name="a"><system-out>\u001b[31mred</system-out></testcase></testsuite>',
  ),
  xml('an encoding nobody knows', '<?xml version="1.0" encoding="x-secret"?><testsuites/>'),
  xml('a report that was cut off', '<testsuite><testcase name="a"/>'),
  {
    what: 'bytes that are no text',
    pieces: [Buffer.from([0, 1, 2, 3, 0xff, 0xfe, 0xfd, 0, 0, 9])],
  },
];

/** The set, archives first. */
export const HOSTILE_SAMPLES: readonly HostileSample[] = [...ARCHIVES, ...DOCUMENTS];
