import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CaseHash } from '../../../src/report-formats/test-results/case-hash.ts';
import { caseKey } from '../../../src/report-formats/test-results/case-identity.ts';
import { RawValue } from '../../../src/report-formats/xml/xml-raw-value.ts';
import { decodeUtf8 } from '../../../src/report-formats/xml/xml-text.ts';
import { runs } from '../../runs.ts';

function keyOfBytes(bytes: Buffer): number {
  const value = new RawValue();
  const raw = bytes.toString('latin1');
  value.point(`x${raw}x`, 1, raw.length + 1, raw.includes('&'));
  const hash = new CaseHash();
  hash.addRaw(value);
  return hash.key();
}

/** Bytes around the borders of UTF-8's table, so that most runs are nearly right. */
const byte = fc.constantFrom(
  ...[0x41, 0x09, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc1, 0xc2, 0xdf, 0xe0, 0xed, 0xef],
  ...[0xf0, 0xf4, 0xf5, 0xff],
);

it('bytes have the key of the text they decode to, valid or not', () => {
  fc.assert(
    fc.property(fc.array(byte, { maxLength: 8 }), (bytes) => {
      const text = Buffer.from(bytes).toString('utf8');
      expect(decodeUtf8(Buffer.from(bytes).toString('latin1'))).toBe(text);
      expect(keyOfBytes(Buffer.from(bytes))).toBe(caseKey(text.replaceAll('\t', ' ')));
    }),
    { numRuns: runs(1000, 20000) },
  );
});

it('every character has a key of its own, and so have the names that tests are given in rows', () => {
  const names = [
    ...Array.from({ length: 0x1_1000 }, (_, n) => String.fromCodePoint(n)),
    ...Array.from({ length: 50_000 }, (_, n) => `tests/test_a.py › test_${n}`),
    ...Array.from({ length: 50_000 }, (_, n) => `A › test[${n % 100}-${Math.floor(n / 100)}]`),
    ...Array.from({ length: 300 }, (_, n) => 'a'.repeat(n + 2)),
  ];
  expect(new Set(names.map(caseKey)).size).toBe(names.length);
});
