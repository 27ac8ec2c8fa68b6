import { expect, it } from '@jest/globals';
import { sentence } from '../../../src/lib/format.ts';

it('begins with a capital and ends with one stop, but spells rules and files as they are', () => {
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
