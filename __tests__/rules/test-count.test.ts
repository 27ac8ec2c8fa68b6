import { expect, it } from '@jest/globals';
import { missing } from '../../src/model/evidence.ts';
import { testCount } from '../../src/rules/test-count.ts';
import { find, levelIn, reachesEveryLevel } from './judged.ts';
import { tell } from './story.ts';

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

it('does not let one more skipped test make up for one that is gone', () => {
  const base = { baseTests: [{ names: ['a', 'b', 'c', 'd'] }] };
  expect([
    levelIn(testCount, { ...base, tests: [{ names: ['a', 'b', 'c'] }] }),
    levelIn(testCount, { ...base, tests: [{ names: ['a', 'b', 'c'], skipped: ['new'] }] }),
    levelIn(testCount, { ...base, tests: [{ names: ['a', 'b', 'c'], skipped: ['d'] }] }),
    levelIn(testCount, { ...base, tests: [{ names: ['a', 'b', 'c', 'renamed'] }] }),
  ]).toEqual([1, 1, 4, 5]);
});

it('is not applicable when one side provably has no tests, and open when one is missing', () => {
  const lost = { baseTests: missing('the base has no run') };
  expect([
    levelIn(testCount, { tests: [{ passed: 1 }] }),
    levelIn(testCount, { baseTests: [{ passed: 1 }] }),
    levelIn(testCount, { tests: [{ passed: 1 }], evidence: lost }),
  ]).toEqual(['not-applicable', 'not-applicable', '0–5']);
});

it('names skipped tests beside a missing report, which bound the highest level', () => {
  const sources = [{ state: 'unreadable' as const }];
  expect([
    level(35, 0, { sources }),
    level(20, 0, { sources }),
    level(30, 1, { sources }),
    find(testCount, {
      tests: [{ passed: 9, skipped: ids(3) }],
      baseTests: [{ passed: 35 }],
      sources,
    }),
  ]).toMatchObject([
    '0–5',
    '0–5',
    '0–4',
    { level: 0, most: 2, flaws: [{ key: 'skips' }], open: [{ kind: 'tests' }] },
  ]);
});

it('is open where a report counts more skipped tests than it names', () => {
  const cut = (skipped: number, passed: number) => {
    const told = tell({ tests: [{ passed, skipped: ids(skipped) }] }).evidence.tests;
    const [one] = told.state === 'present' ? told.value : [];
    const report = { ...one?.report, cases: [], omitted: { groups: 0, cases: skipped } };
    return {
      values: { tests: [{ ...one, report }] },
      baseTests: [{ passed: 35, skipped: ids(1) }],
    };
  };
  expect([cut(1, 35), cut(2, 34), cut(1, 33)].map((one) => levelIn(testCount, one))).toEqual([
    '4–5',
    '1–4',
    1,
  ]);
});

it('counts log totals like a report without names', () => {
  const tests = (skipped: number) => [
    { passed: 35 - skipped, skipped: ids(skipped), origin: 'log' as const },
  ];
  const counts = [0, 2, 3].map((skipped) =>
    levelIn(testCount, { tests: tests(skipped), baseTests: [{ passed: 35, origin: 'log' }] }),
  );
  expect(counts).toEqual([5, 4, 2]);
});

reachesEveryLevel(testCount);
