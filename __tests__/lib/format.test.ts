import { expect, it } from '@jest/globals';
import { grouped, printBytes, quantity, sentence } from '../../src/lib/format.ts';

it('separates thousands', () => {
  expect([0, 999, 1000, 1234567].map(grouped)).toEqual(['0', '999', '1,000', '1,234,567']);
});

it('uses the singular only for 1', () => {
  expect([quantity(0, 'run'), quantity(1, 'run'), quantity(2, 'entry', 'entries')]).toEqual([
    '0 runs',
    '1 run',
    '2 entries',
  ]);
});

it('prints bytes with a unit', () => {
  expect([1023, 1024, 1_572_864].map(printBytes)).toEqual(['1023 B', '1.0 KiB', '1.5 MiB']);
});

it('starts with a capital and ends with one full stop, but keeps names of rules and files', () => {
  const words = [
    'no test passed.',
    'it failed',
    'pinned-actions fell to 3',
    'a.yml: gone',
    'Why?',
    '',
  ];
  expect(words.map(sentence)).toEqual([
    'No test passed.',
    'It failed.',
    'pinned-actions fell to 3.',
    'a.yml: gone.',
    'Why?',
    '',
  ]);
});
