import { expect, it } from '@jest/globals';
import { levelName, printOverall, printScore } from '../../../src/render/format/labels.ts';

it('a table shows a decimal only where there is one, the overall always', () => {
  expect([5, 4.7, 0, null].map(printScore)).toEqual(['5', '4.7', '0', '–']);
  expect([5, 4.7, 0, null].map(printOverall)).toEqual([
    '5.0 / 5',
    '4.7 / 5',
    '0.0 / 5',
    'not measured',
  ]);
});

it('the rubric’s word never flatters', () => {
  expect([5, 4.9, 3, 0.4, null].map(levelName)).toEqual([
    'Exemplary',
    'Strong',
    'Acceptable',
    'Catastrophic',
    'not measured',
  ]);
});
