import { randomBytes } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { Packer, unpacked } from '../../src/lib/gzip.ts';

function packed(maxBytes: number, ...pieces: readonly Uint8Array[]): Uint8Array | undefined {
  const packer = new Packer(maxBytes);
  for (const piece of pieces) packer.add(piece);
  return packer.end();
}

it('packs bytes that compress to the maximum', () => {
  const bytes = Buffer.from('evidence '.repeat(1000));
  const { byteLength } = packed(1000, bytes) ?? new Uint8Array();
  expect(unpacked(packed(byteLength, bytes) ?? new Uint8Array(), 10_000)).toBe(String(bytes));
});

it('does not pack bytes that do not compress to the maximum', () => {
  expect(packed(1999, randomBytes(2000))).toBeUndefined();
});

it('gives the same bytes whatever pieces the text comes in', () => {
  const bytes = Buffer.from('evidence '.repeat(1_000_000));
  const [whole, parts] = [
    packed(100_000, bytes),
    packed(100_000, bytes.subarray(0, 7), bytes.subarray(7)),
  ];
  expect(parts).toEqual(whole);
});

it('reads a text of several members as one', () => {
  const text = 'evidence '.repeat(1_000_000);
  const bytes = packed(100_000, Buffer.from(text)) ?? new Uint8Array();
  expect(unpacked(bytes, 10_000_000) === text).toBe(true);
});

it('does not pack bytes whose members together exceed the maximum', () => {
  const bytes = Buffer.from(`${'a'.repeat(99)}\n`.repeat(100_000));
  const { byteLength } = packed(1_000_000, bytes) ?? new Uint8Array();
  expect(packed(byteLength - 1, bytes)).toBeUndefined();
});
