import { randomBytes } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { packed, unpacked } from '../../src/lib/gzip.ts';

it('bytes that compress to the maximum are packed', () => {
  const bytes = Buffer.from('evidence '.repeat(1000));
  const { byteLength } = packed(bytes, 1000) ?? new Uint8Array();
  expect(unpacked(packed(bytes, byteLength) ?? new Uint8Array(), 10_000)).toBe(String(bytes));
});

it('bytes that do not compress to the maximum are not packed', () => {
  expect(packed(randomBytes(2000), 1999)).toBeUndefined();
});
