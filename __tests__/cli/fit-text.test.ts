import { expect, it } from '@jest/globals';
import { broken, fitted, hanging, wrapped } from '../../src/cli/style.ts';

it('words are kept whole, and one that fits no line is cut', () => {
  expect(wrapped('a bb ccccccc d', 4)).toEqual(['a bb', 'cccc', 'ccc', 'd']);
});

it('further lines stand under the first', () => {
  expect(hanging('  ? ', 'one two three four five six', 24)).toEqual([
    '  ? one two three four',
    '    five six',
  ]);
});

it('a cell is filled up or cut with an ellipsis', () => {
  expect([fitted('ab', 4), fitted('abcdef', 4)]).toEqual(['ab  ', 'abc…']);
});

it('what is said beside the result breaks between words on a terminal, and nowhere else', () => {
  const text = 'one two three\nfour';
  expect(broken(text, { width: 8, color: false, wraps: true })).toBe('one two\nthree\nfour');
  expect([broken(text, undefined), broken(text, { width: 8, color: false })]).toEqual([text, text]);
});
