import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { reportReader } from '../../../src/report-formats/read-report.ts';
import { REPORT_FORMATS } from '../../../src/report-formats/registry.ts';
import { runs } from '../../runs.ts';
import { coverageOf, namedOf, readReport, testsOf, whyOf } from '../reading.ts';

const FIXTURES = join(import.meta.dirname, '..', '..', 'fixtures', 'reports');
const XML = readdirSync(FIXTURES, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.(?:xml|trx)$/.test(entry.name))
  .map((entry) => join(entry.parentPath, entry.name))
  .sort();

function why(xml: string | Uint8Array): string {
  return whyOf(readReport('report.xml', Buffer.from(xml as string)));
}

/** Every length in a long run. In a short one: the first and last hundred, and some between. */
function lengthsBelow(end: number): readonly number[] {
  const step = runs(Math.max(1, Math.floor(end / 100)), 1);
  return Array.from({ length: end }, (_, length) => length).filter(
    (length) => length < 100 || length >= end - 100 || length % step === 0,
  );
}

it.each(XML.map((path) => [path.slice(FIXTURES.length + 1), readFileSync(path)] as const))(
  '%s, cut off at any byte, is unreadable and never a smaller success',
  (_, whole) => {
    const text = whole.toString();
    const end = text.trimEnd().length === text.length ? whole.length : whole.lastIndexOf('>') + 1;
    const format = REPORT_FORMATS.find((each) => each.recognize(text, ''));
    const wrong = lengthsBelow(end).filter((length) => {
      const reader = format?.reader();
      reader?.write(whole.subarray(0, length));
      return reader?.end().state !== 'unreadable';
    });
    expect(wrong).toEqual([]);
  },
);

it('entities are refused before anything is expanded or loaded', () => {
  const laughs = `<?xml version="1.0"?><!DOCTYPE testsuites [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><testsuites><testsuite name="&b;"/></testsuites>`;
  const external =
    '<!DOCTYPE testsuites [<!ENTITY x SYSTEM "file:///etc/passwd">]><testsuites>&x;</testsuites>';
  const parameter =
    '<!DOCTYPE testsuites [<!ENTITY % p SYSTEM "http://example.org/x.dtd"> %p;]><testsuites/>';
  const late = '<testsuites><!DOCTYPE x></testsuites>';
  for (const xml of [laughs, external, parameter, late, '<!DOCTYPE testsuites><testsuites/>']) {
    expect(why(xml)).toBe(
      'The XML has a DOCTYPE, which is refused: it can make a reader load files or grow without end. Have the tool leave it out.',
    );
  }
  expect(why('<testsuites><testsuite name="&undeclared;"/></testsuites>')).toContain(
    'undefined entity',
  );
});

it('nesting of 100,000 elements is refused', () => {
  expect(why('<testsuite>'.repeat(100_000))).toBe(
    'The XML nests more than 1000 elements, which is more than is read.',
  );
});

it('an attribute without end is refused at 8 MiB, and what follows is not kept', () => {
  const reader = reportReader('report.xml');
  reader.write(Buffer.from('<testsuites><testsuite name="'));
  const piece = Buffer.alloc(256 * 1024, 'a');
  for (let n = 0; n < 400; n++) {
    reader.write(piece);
  }
  expect(whyOf(reader.end())).toBe(
    'The XML has a tag or attribute longer than 8 MiB, which is more than is read.',
  );
});

it('an element with more than 256 attributes is refused', () => {
  const attributes = Array.from({ length: 300 }, (_, n) => `a${n}=""`).join(' ');
  expect(why(`<testsuites ${attributes}/>`)).toContain('more than 256 attributes');
});

it('long text, many names and many comments are read in passing', () => {
  const junk = Array.from({ length: 5000 }, (_, n) => `<n${n}/><!-- ${n} --><?p ${n}?>`).join('');
  const read = readReport(
    'report.xml',
    Buffer.from(
      `<testsuites><testsuite name="s">${junk}<testcase name="a"><failure>${'x'.repeat(3_000_000)}</failure><system-out><![CDATA[${'y'.repeat(3_000_000)}]]></system-out></testcase></testsuite></testsuites>`,
    ),
  );
  expect(testsOf(read)).toEqual([0, 1, 0, 0, 0]);
  expect(namedOf(read)[0]?.length).toBeLessThan(400);
});

it('names with NUL and bidirectional characters are counted', () => {
  const read = readReport(
    'report.xml',
    Buffer.from('<testsuite name="\u202e"><testcase name="a\0b\u2066"/></testsuite>'),
  );
  expect(testsOf(read)).toEqual([1, 0, 0, 0, 0]);
});

it.each([
  [
    'UTF-8 with a byte order mark',
    Buffer.from('\ufeff<testsuite name="é"><testcase name="ü"><failure/></testcase></testsuite>'),
  ],
  [
    'UTF-16 little endian',
    Buffer.from(
      '\ufeff<testsuite name="é"><testcase name="ü"><failure/></testcase></testsuite>',
      'utf16le',
    ),
  ],
  [
    'UTF-16 without a mark',
    Buffer.from(
      '<testsuite name="é"><testcase name="ü"><failure/></testcase></testsuite>',
      'utf16le',
    ),
  ],
  [
    'UTF-16 big endian',
    Buffer.from(
      '\ufeff<testsuite name="é"><testcase name="ü"><failure/></testcase></testsuite>',
      'utf16le',
    ).swap16(),
  ],
  [
    'ISO-8859-1 as declared',
    Buffer.from(
      '<?xml version="1.0" encoding="ISO-8859-1"?><testsuite name="é"><testcase name="ü"><failure/></testcase></testsuite>',
      'latin1',
    ),
  ],
  [
    'UTF-8 that .NET calls UTF-16',
    Buffer.from(
      '<?xml version="1.0" encoding="utf-16"?><testsuite name="é"><testcase name="ü"><failure/></testcase></testsuite>',
    ),
  ],
])('%s decodes', (_, bytes) => {
  expect(namedOf(readReport('report.xml', bytes))).toEqual(['failed é › ü: ']);
});

it('an unknown encoding is named, and an invalid byte costs only its character', () => {
  expect(why('<?xml version="1.0" encoding="EBCDIC-7"?><testsuites/>')).toBe(
    'The XML is written in an encoding that is not known here: EBCDIC-7. Have it written as UTF-8.',
  );
  const dirty = Buffer.concat([
    Buffer.from('<testsuite name="s"><testcase name="'),
    Buffer.from([0xff, 0xc3]),
    Buffer.from('"><failure/></testcase></testsuite>'),
  ]);
  expect(namedOf(readReport('report.xml', dirty))).toEqual(['failed s › \ufffd\ufffd: ']);
});

it('a file that is not a report is identified', () => {
  const whys = [
    '',
    '   ',
    'PK\u0003\u0004zip',
    '\u001f\u008bgz',
    '<!DOCTYPE html><p>',
    '<html/>',
    '\0\0\u0001',
    '<a/>',
  ].map((text) => why(Buffer.from(text, 'latin1')));
  expect(whys).toEqual([
    expect.stringContaining('The file is empty'),
    expect.stringContaining('The file is empty'),
    expect.stringContaining('an archive inside an archive'),
    expect.stringContaining('compressed with gzip'),
    expect.stringContaining('an HTML page'),
    expect.stringContaining('an HTML page'),
    expect.stringContaining('binary'),
    expect.stringContaining('none of the report formats'),
  ]);
});

it('every XML fixture is recognized by its content alone', () => {
  for (const path of XML) {
    const read = readReport('anything', readFileSync(path));
    expect([path, read.format]).toEqual([path, path.slice(FIXTURES.length + 1).split(/[\\/]/)[0]]);
    expect([path, coverageOf(read) === 'unreadable']).toEqual([path, false]);
  }
});
