import { describe, expect, it } from '@jest/globals';
import {
  meanTenths,
  printTenths,
  sumOfWeights,
  toScore,
  weightedTenths,
} from '../../src/lib/numbers.ts';

describe('meanTenths', () => {
  it('is null for no levels', () => {
    expect(meanTenths([])).toBeNull();
  });

  it.each([
    [[5, 5, 4], 47],
    [[5, 4], 45],
    [[3, 4, 4, 4], 38],
    [[5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 4], 50],
    [[0], 0],
  ])('rounds the mean of %j half up to %d tenths', (levels, tenths) => {
    expect(meanTenths(levels)).toBe(tenths);
  });
});

describe('weightedTenths', () => {
  it('is 4.7 for the seed, where the plain mean is 4.4', () => {
    const seed = [50, 50, 50, 40, 30];
    const weights = [0.3, 0.3, 0.2, 0.1, 0.1];
    const weighed = seed.map((tenths, index) => ({ tenths, weight: weights[index] ?? 0 }));
    const plain = seed.map((tenths) => ({ tenths, weight: 1 }));
    expect([weightedTenths(weighed), weightedTenths(plain)]).toEqual([47, 44]);
  });

  it('rounds an exact half up where floating point would round down', () => {
    // (0.1 × 4.4 + 0.1 × 4.5) / 0.2 = 4.45
    expect(
      weightedTenths([
        { weight: 0.1, tenths: 44 },
        { weight: 0.1, tenths: 45 },
      ]),
    ).toBe(45);
  });

  it('is null when all weights are 0', () => {
    expect([weightedTenths([]), weightedTenths([{ weight: 0, tenths: 50 }])]).toEqual([null, null]);
  });
});

describe('printing', () => {
  it('always shows one decimal', () => {
    expect([printTenths(50), printTenths(7), toScore(47), toScore(null)]).toEqual([
      '5.0',
      '0.7',
      4.7,
      null,
    ]);
  });

  it('prints the sum of weights without trailing zeros', () => {
    const sum = (weights: readonly number[]) =>
      sumOfWeights(weights.map((weight) => ({ weight, tenths: 0 })));
    expect([sum([0.3, 0.3, 0.2, 0.1, 0.1]), sum([1, 1]), sum([0.25, 0.5]), sum([10])]).toEqual([
      '1',
      '2',
      '0.75',
      '10',
    ]);
  });
});
