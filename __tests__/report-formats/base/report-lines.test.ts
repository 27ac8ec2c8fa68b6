import { expect, it } from '@jest/globals';
import { MAX_LINE_LENGTH, ReportLines } from '../../../src/report-formats/base/report-text.ts';

function linesOf(bytes: Uint8Array, piece: number): unknown[] {
  const found: unknown[] = [];
  const lines = new ReportLines((line, number, cut, open) =>
    found.push([line.length > 20 ? line.length : line, number, cut, open]),
  );
  for (let at = 0; at < bytes.length; at += piece) lines.write(bytes.subarray(at, at + piece));
  lines.end();
  return found;
}

it.each([1, 2, 7, 1000])('splits at both kinds of line break in pieces of %i bytes', (piece) => {
  expect(linesOf(Buffer.from('a\r\n\nbü\nlast'), piece)).toEqual([
    ['a', 1, false, false],
    ['', 2, false, false],
    ['bü', 3, false, false],
    ['last', 4, false, true],
  ]);
});

it('cuts a line beyond the limit, marks it, and continues', () => {
  const bytes = Buffer.concat([Buffer.alloc(MAX_LINE_LENGTH + 5, 'x'), Buffer.from('\nb\n')]);
  expect(linesOf(bytes, 1_000_000)).toEqual([
    [MAX_LINE_LENGTH, 1, true, false],
    ['b', 2, false, false],
  ]);
});
