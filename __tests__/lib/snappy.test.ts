import { expect, it } from '@jest/globals';
import { decompressSnappy } from '../../src/lib/snappy.ts';

/** Elements are written as in the format's description: lengths first, then tags with their bytes. */
const decoded = (...bytes: readonly (number | string)[]): string => {
  const block = Buffer.concat(
    bytes.map((one) => (typeof one === 'string' ? Buffer.from(one) : Buffer.from([one]))),
  );
  return Buffer.from(decompressSnappy(block, 1000)).toString('utf8');
};

it.each<readonly [string, readonly (number | string)[], string]>([
  ['nothing', [0], ''],
  ['a literal', [5, 4 << 2, 'abcde'], 'abcde'],
  [
    'a literal whose length has a byte of its own',
    [70, 60 << 2, 69, 'a'.repeat(70)],
    'a'.repeat(70),
  ],
  [
    'a literal whose length has two bytes',
    [0x80, 2, 61 << 2, 255, 0, 'b'.repeat(256)],
    'b'.repeat(256),
  ],
  ['a copy with an offset of eleven bits', [9, 4 << 2, 'abcde', 1, 5], 'abcdeabcd'],
  ['a copy with an offset of two bytes', [8, 4 << 2, 'abcde', (2 << 2) | 2, 4, 0], 'abcdebcd'],
  [
    'a copy with an offset of four bytes',
    [7, 4 << 2, 'abcde', (1 << 2) | 3, 1, 0, 0, 0],
    'abcdeee',
  ],
  ['a copy that overlaps with itself', [8, 1 << 2, 'ab', (5 << 2) | 2, 2, 0], 'abababab'],
])('decompresses %s', (_, bytes, text) => {
  expect(decoded(...bytes)).toBe(text);
});

it.each<readonly [string, readonly (number | string)[], RegExp]>([
  ['no byte', [], /not a block/],
  ['a length that never ends', [255, 255, 255, 255, 255, 1], /not a block/],
  ['more than is read', [0xe9, 7, 0, 'a'], /holds 1001 bytes, and at most 1000/],
  ['fewer bytes than it says', [5, 0, 'a'], /not a block/],
  ['more bytes than it says', [1, 4 << 2, 'abcde'], /not a block/],
  ['a literal that is cut', [5, 4 << 2, 'abc'], /not a block/],
  ['a copy from before the start', [6, 0, 'a', 1, 9], /not a block/],
  ['a copy from nowhere', [6, 0, 'a', 1, 0], /not a block/],
  ['an offset that is cut', [6, 0, 'a', 2, 1], /not a block/],
])('refuses %s', (_, bytes, why) => {
  expect(() => decoded(...bytes)).toThrow(why);
});
