import { deflateRawSync } from 'node:zlib';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  ARCHIVE_LIMITS,
  type Archive,
  type ArchiveLimits,
  bytesSource,
} from '../../../src/report-formats/zip/archive.ts';
import { openArchive, readZip } from '../../../src/report-formats/zip/read-zip.ts';
import { propertyOptions } from '../../runs.ts';
import { type Entry, makeZip } from './make-zip.ts';

/** What can be seen of an archive: its contents as text, or why there are none. */
async function contents(archive: Archive): Promise<Record<string, string> | string> {
  if (archive.state === 'unreadable') {
    return archive.why;
  }
  const seen: Record<string, string> = {};
  for (const entry of archive.entries) {
    if (entry.state === 'refused') {
      seen[entry.path] = entry.why;
      continue;
    }
    const pieces: Buffer[] = [];
    const end = await entry.read((chunk) => pieces.push(Buffer.from(chunk)));
    seen[entry.path] = end.state === 'read' ? Buffer.concat(pieces).toString() : end.why;
  }
  return seen;
}

function unzip(bytes: Uint8Array, limits: Partial<ArchiveLimits> = {}) {
  return contents(readZip(bytesSource(bytes), { ...ARCHIVE_LIMITS, ...limits }));
}

function unzipped(...entries: Entry[]) {
  return unzip(makeZip(entries));
}

const good: Entry = { name: 'good.xml', content: '<testsuite/>' };

it('reads stored and deflated entries by path, without folders', async () => {
  expect(
    await unzipped(
      { name: 'b/ü.xml', content: 'b' },
      { name: 'b/', content: '', stored: true, mode: 0o40755 },
      { name: 'a.xml', content: 'a'.repeat(1000), stored: true },
      { name: 'c.xml', content: 'c', descriptor: true },
    ),
  ).toEqual({ 'a.xml': 'a'.repeat(1000), 'b/ü.xml': 'b', 'c.xml': 'c' });
});

it('reads zip64 entries and a zip64 end', async () => {
  const zip = makeZip([{ ...good, zip64: true }], { zip64: true, comment: 'PK\u0005\u0006' });
  expect(await unzip(zip)).toEqual({ 'good.xml': '<testsuite/>' });
});

it('reads an entry too big for one call in pieces, byte for byte', async () => {
  const content = Buffer.alloc(9 * 1024 * 1024, 'abcdefghijk');
  const archive = readZip(bytesSource(makeZip([{ name: 'big', content }])));
  const entry = archive.state === 'present' ? archive.entries[0] : undefined;
  let bytes = 0;
  let longest = 0;
  let equal = true;
  const end =
    entry?.state === 'present' &&
    (await entry.read((chunk) => {
      equal &&= content.subarray(bytes, bytes + chunk.length).equals(chunk);
      bytes += chunk.length;
      longest = Math.max(longest, chunk.length);
    }));
  expect({ end, equal, small: longest <= 256 * 1024 }).toEqual({
    end: { state: 'read', bytes: content.length },
    equal: true,
    small: true,
  });
});

it.each<[string, Entry, string]>([
  ['climbing out', { ...good, name: '../evil.xml' }, 'climbs out with ".."'],
  ['climbing out inside', { ...good, name: 'a/../../evil.xml' }, 'climbs out with ".."'],
  ['an absolute path', { ...good, name: '/etc/passwd' }, 'an absolute path'],
  ['a drive', { ...good, name: 'C:evil.xml' }, 'an absolute path'],
  ['a backslash', { ...good, name: 'a\\b.xml' }, 'a backslash'],
  ['a NUL', { ...good, name: 'a.xml\0.png' }, 'a control character'],
  ['no name', { ...good, name: '' }, 'no name'],
  ['a symbolic link', { ...good, mode: 0o120777 }, 'a symbolic link'],
  ['a device', { ...good, mode: 0o020666 }, 'not a regular file'],
  ['encryption', { ...good, flags: 1 }, 'encrypted'],
  ['a masked header', { ...good, flags: 0x2000 }, 'encrypted'],
  ['an unknown method', { ...good, method: 14 }, 'method 14'],
  ['a header that lies', { ...good, localName: 'evil.xml' }, "contradicts the archive's directory"],
  [
    'a size that is too small',
    { ...good, declaredSize: 3 },
    'more bytes than the archive declares',
  ],
  ['a size that is too large', { ...good, declaredSize: 99 }, 'fewer bytes than'],
  ['a wrong checksum', { ...good, crc: 1 }, 'checksum is wrong'],
  ['damaged data', { ...good, packed: Buffer.from([7, 7, 7]) }, 'data is damaged'],
  ['stored sizes that differ', { ...good, stored: true, declaredSize: 3 }, 'contradict each other'],
])('an entry with %s is refused by name, and the others are read', async (_, entry, why) => {
  const name = String(entry.name);
  const seen = await unzipped(entry, { ...good, name: 'other.xml' });
  expect(seen).toEqual({
    [name]: expect.stringContaining(why),
    'other.xml': '<testsuite/>',
  });
});

it('an entry that inflates to more than declared is stopped while streaming too', async () => {
  const content = Buffer.alloc(20 * 1024 * 1024);
  expect(await unzipped({ name: 'big', content, declaredSize: 5 * 1024 * 1024 })).toEqual({
    big: 'Not read: it inflates to more bytes than the archive declares.',
  });
  const cut = deflateRawSync(content).subarray(0, 5000);
  const half = content.subarray(0, 5 * 1024 * 1024);
  expect(await unzipped({ name: 'big', content: half, packed: cut })).toEqual({
    big: 'Not read: its compressed data is damaged.',
  });
});

it('a name that stands twice is refused twice', async () => {
  expect(await unzipped(good, { ...good, content: 'other' }, { ...good, name: 'c.xml' })).toEqual({
    'good.xml': 'Not read: the archive holds this name twice.',
    'c.xml': '<testsuite/>',
  });
});

it('entries that share their bytes are refused', async () => {
  const shared = { ...good, localName: 'b.xml', name: 'b.xml' };
  expect(
    await unzipped(shared, { ...shared, overlapping: 0 }, { ...good, overlapping: 0 }),
  ).toEqual({
    'b.xml': expect.stringMatching(/holds this name twice|shares its bytes/),
    'good.xml': "Not read: its own header contradicts the archive's directory.",
  });
});

it('a zip bomb is refused by its ratio, and by what was inflated in total', async () => {
  const bomb = { name: 'bomb', content: Buffer.alloc(20 * 1024 * 1024) };
  expect(await unzipped(bomb)).toEqual({
    bomb: 'Not read: it would grow more than 250-fold, as zip bombs do.',
  });
  const two = makeZip([good, { ...good, name: 'two.xml' }]);
  expect(await unzip(two, { totalBytes: 20 })).toEqual({
    'good.xml': '<testsuite/>',
    'two.xml': expect.stringContaining('together the entries'),
  });
  expect(await unzip(two, { entryBytes: 5 })).toMatchObject({
    'good.xml': 'Not read: it is 12 bytes long; at most 5 are read.',
  });
  expect(await unzip(two, { entries: 1 })).toBe('The archive holds 2 entries; at most 1 are read.');
});

it('an archive that was cut off anywhere is unreadable', async () => {
  const zip = makeZip([good, { ...good, name: 'b.xml' }]);
  for (let length = 0; length < zip.length; length++) {
    expect(await unzip(zip.subarray(0, length))).toContain('The archive has no end');
  }
});

it('an archive with an inconsistent directory is unreadable', async () => {
  expect(await unzip(makeZip([good], { entries: 2 }))).toContain('does not hold the entries');
  expect(await unzip(makeZip([good], { entries: 0 }))).toContain('does not hold the entries');
  const prefixed = Buffer.concat([Buffer.from('MZ'), makeZip([good])]);
  expect(await unzip(prefixed)).toContain('not where its end record says');
});

it('no mutation of a zip crashes or changes its content silently', async () => {
  const zip = makeZip([good, { name: 'b.xml', content: 'b'.repeat(500), descriptor: true }]);
  const truth: Record<string, string> = { 'good.xml': '<testsuite/>', 'b.xml': 'b'.repeat(500) };
  await fc.assert(
    fc.asyncProperty(fc.nat(zip.length - 1), fc.integer({ min: 1, max: 255 }), async (at, by) => {
      const mutant = Buffer.from(zip);
      mutant[at] = (mutant[at] ?? 0) ^ by;
      const seen = await unzip(mutant);
      if (typeof seen === 'string') {
        return seen.length > 0;
      }
      return Object.values(seen).every(
        (text) => Object.values(truth).includes(text) || text.startsWith('Not read: '),
      );
    }),
    propertyOptions(300, 5000),
  );
});

it('a file stored without an archive is its own only entry', async () => {
  const file = openArchive(bytesSource(Buffer.from('<testsuite/>')), 'junit.xml');
  expect(await contents(file)).toEqual({ 'junit.xml': '<testsuite/>' });
  const zip = openArchive(bytesSource(makeZip([good])), 'artifact');
  expect(await contents(zip)).toEqual({ 'good.xml': '<testsuite/>' });
  expect(await contents(openArchive(bytesSource(makeZip([])), 'empty.zip'))).toEqual({});
});

it('a sink that throws stops the reading', async () => {
  const zip = makeZip([
    { name: 'big', content: Buffer.alloc(5 * 1024 * 1024, 'abcdefghijk') },
    good,
  ]);
  const archive = readZip(bytesSource(zip));
  for (const entry of archive.state === 'present' ? archive.entries : []) {
    const read = entry.state === 'present' ? entry.read : () => Promise.resolve();
    await expect(
      read(() => {
        throw new Error('enough');
      }),
    ).rejects.toThrow('enough');
  }
});

it.each([
  [
    'deflated entries',
    [
      { name: 'a', content: 'a' },
      { name: 'b', content: 'b' },
    ],
    2,
  ],
  ['a stored entry of 10 MiB', [{ name: 'a', content: 'a'.repeat(10 << 20), stored: true }], 3],
] as const)(
  'reading %s gives the event loop a turn before at most 4 MiB',
  async (_, files, least) => {
    let turns = 0;
    let ended = false;
    const count = (): void => {
      turns += 1;
      if (!ended) setImmediate(count);
    };
    setImmediate(count);
    await contents(readZip(bytesSource(makeZip([...files]))));
    ended = true;
    expect(turns).toBeGreaterThanOrEqual(least);
  },
);
