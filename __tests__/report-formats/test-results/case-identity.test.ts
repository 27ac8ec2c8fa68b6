import { expect, it } from '@jest/globals';
import {
  caseKey,
  keyHex,
  keysJson,
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

it.each([0, 1, 4096, 4097, 10_000])('writes %s keys as JSON does', (length) => {
  const keys = Array.from({ length }, (_, n) => (n * 0x1234567 + 2 ** 24 - 1) % 2 ** 48);
  const json = JSON.stringify([keys.map(keyHex)], null, 2);
  const lists = [keys.slice(0, 4096), keys.slice(4096)].filter((list) => list.length > 0);
  const text = [
    ...keysJson(
      lists.map((list) => Float64Array.from(list)),
      '\n  ',
    ),
  ].join('');
  expect(`[\n  ${text}\n]` === json).toBe(true);
});
