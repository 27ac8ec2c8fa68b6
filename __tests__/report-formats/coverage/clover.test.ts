import { expect, it } from '@jest/globals';
import { clover } from '../../../src/report-formats/coverage/clover.ts';
import { coverageOf, fixture, readText } from '../reading.ts';

it.each([
  ['c8.xml', [8, 13, 6, 7]],
  ['nyc.xml', [9, 11, 3, 4]],
  ['openclover.xml', [2, 3, 1, 2]],
  ['phpunit.xml', [2, 4, null, null]],
])('%s is counted by its lines, without declarations', (name, counts) => {
  expect(coverageOf(readText(clover, fixture('clover', name)))).toEqual(counts);
});
