import { expect, it } from '@jest/globals';
import { secondsToMs } from '../../../src/report-formats/test-results/junit-case.ts';

it.each([
  ['0.125', 125],
  ['1,234.5', 1_234_500],
  ['3', 3000],
  ['1e-3', 1],
  ['', 0],
  ['-1', 0],
  ['NaN', 0],
  ['soon', 0],
  ['1.2.3', 0],
  ['0.1234567890123456789', 123.45678901234568],
  [undefined, 0],
])('reads %s seconds as %s milliseconds', (time, ms) => {
  expect(secondsToMs(time)).toBeCloseTo(ms, 9);
});
