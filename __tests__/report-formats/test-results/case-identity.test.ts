import { expect, it } from '@jest/globals';
import {
  caseKey,
  keyHex,
  keysHex,
} from '../../../src/report-formats/test-results/case-identity.ts';

it('characters and typical names of tests have distinct keys', () => {
  const names = [
    ...Array.from({ length: 0x1_1000 }, (_, n) => String.fromCodePoint(n)),
    ...Array.from({ length: 50_000 }, (_, n) => `tests/test_a.py › test_${n}`),
    ...Array.from({ length: 50_000 }, (_, n) => `A › test[${n % 100}-${Math.floor(n / 100)}]`),
    ...Array.from({ length: 300 }, (_, n) => 'a'.repeat(n + 2)),
  ];
  expect(new Set(names.map(caseKey)).size).toBe(names.length);
});

it('makes the same digits at once as one by one', () => {
  const keys = [0, 1, 2 ** 24 - 1, 2 ** 24, 0xfedcba987654, 2 ** 48 - 1];
  expect(keysHex(Float64Array.from(keys))).toEqual(keys.map(keyHex));
});
