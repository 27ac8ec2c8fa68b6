import { expect, it } from '@jest/globals';
import { ReportText } from '../../../src/report-formats/base/report-text.ts';

function decoded(bytes: Uint8Array, piece: number): string {
  const text = new ReportText();
  let all = '';
  for (let at = 0; at < bytes.length; at += piece)
    all += text.decode(bytes.subarray(at, at + piece));
  return all + text.end();
}

const TEXT = '{"name":"größer 🙂"}';
const utf16le = Buffer.from(TEXT, 'utf16le');
const utf16be = Buffer.from(utf16le).swap16();

it.each([1, 2, 3, 1000])(
  'decodes UTF-8 and UTF-16, with and without a mark, in pieces of %i bytes',
  (piece) => {
    const marked = [
      Buffer.from([0xef, 0xbb, 0xbf]),
      Buffer.from([0xff, 0xfe]),
      Buffer.from([0xfe, 0xff]),
    ];
    const bodies = [Buffer.from(TEXT), utf16le, utf16be];
    const all = bodies.flatMap((body, at) => [body, Buffer.concat([marked[at] ?? body, body])]);
    expect(all.map((bytes) => decoded(bytes, piece))).toEqual(all.map(() => TEXT));
  },
);

it('replaces invalid bytes and never throws', () => {
  expect(decoded(new Uint8Array([0x61, 0xff, 0x62, 0x63, 0xc3]), 2)).toBe('a\ufffdbc\ufffd');
});
