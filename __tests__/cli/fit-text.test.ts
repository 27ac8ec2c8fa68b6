import { expect, it } from '@jest/globals';
import { fitted, hanging, wrapped } from '../../src/cli/fit-text.ts';

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
