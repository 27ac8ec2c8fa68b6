import { expect, it } from '@jest/globals';
import { testCount } from '../../src/rules/test-count.ts';
import { find, levelIn, reachesEveryLevel } from './judged.ts';

const ids = (count: number): string[] => Array.from({ length: count }, (_, at) => `t › ${at}`);
const level = (passed: number, skipped: number, more = {}) =>
  levelIn(testCount, {
    tests: [{ passed, skipped: ids(skipped) }],
    baseTests: [{ passed: 35 }],
    ...more,
  });

it('earns each level by tests that ran and were skipped, compared with the base', () => {
  const deferrals = [{ id: 'D-1', rule: 'test-count', level: 5, until: 'M02' }];
  expect([
    level(35, 0),
    level(34, 1),
    level(33, 0, { deferrals }),
    level(32, 3),
    level(33, 0),
    level(17, 18),
    level(17, 0),
  ]).toEqual([5, 4, 3, 2, 1, 0, 0]);
});

it('names newly skipped tests, and counts tests that are gone', () => {
  expect(
    find(testCount, {
      tests: [{ names: ['a', 'c'], skipped: ['d'] }],
      baseTests: [{ names: ['a', 'b'] }],
    }),
  ).toMatchObject({
    level: 4,
    measured: '3 tests (base 2), 1 skipped (base 0), 1 of the base’s gone',
    flaws: [{ observation: '1 test more skipped than at the base; skipped are d.' }],
  });
});

it('finds a test that is skipped in place of another one, and ignores a new skipped test', () => {
  const base = { baseTests: [{ names: ['a', 'b'], skipped: ['c'] }] };
  expect([
    find(testCount, { ...base, tests: [{ names: ['b', 'c'], skipped: ['a'] }] }),
    levelIn(testCount, { ...base, tests: [{ names: ['a', 'b', 'c'], skipped: ['new'] }] }),
    levelIn(testCount, { ...base, tests: [{ names: ['a', 'b'], skipped: ['c'] }] }),
  ]).toMatchObject([
    {
      level: 4,
      flaws: [{ observation: '1 test that ran at the base is skipped; skipped are a.' }],
    },
    5,
    5,
  ]);
});

it('is unknown without the base’s tests, without the head’s, or with one report missing', () => {
  expect([
    levelIn(testCount, { tests: [{ passed: 1 }] }),
    levelIn(testCount, { baseTests: [{ passed: 1 }] }),
    level(35, 0, { sources: [{ state: 'unreadable' }] }),
  ]).toEqual(['unknown', 'unknown', 'unknown']);
});

reachesEveryLevel(testCount);
