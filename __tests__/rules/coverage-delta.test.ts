import { expect, it } from '@jest/globals';
import { missing } from '../../src/model/evidence.ts';
import { coverageDelta } from '../../src/rules/coverage-delta.ts';
import { find, levelIn, reachesEveryLevel } from './judged.ts';
import { type Story, type StoryCoverage, tell } from './story.ts';

const of = (covered: number): readonly StoryCoverage[] => [{ covered, total: 1000 }];
const level = (head: number, more: Story = {}) =>
  levelIn(coverageDelta, { coverage: of(head), baseCoverage: of(800), ...more });

it('earns each level by how far line coverage fell', () => {
  expect([800, 796, 791, 781, 761, 760].map((head) => level(head))).toEqual([5, 4, 3, 2, 1, 0]);
});

it('changes level at a fall of exactly half a point, one, two, and four', () => {
  expect([795, 790, 780, 760].map((head) => level(head))).toEqual([3, 2, 1, 0]);
});

it('raises a fall to 3 under a live deferral of coverage.lines, and states both numbers', () => {
  const deferrals = [{ id: 'D-1', threshold: 'coverage.lines', until: 'M02' }];
  expect(
    find(coverageDelta, { coverage: of(700), baseCoverage: of(800), deferrals }),
  ).toMatchObject({
    level: 3,
    undeferred: 0,
    deferrals: ['D-1'],
    measured: '70% of lines (base 80%)',
  });
});

it('judges the matrix job with the largest fall', () => {
  const legs = (a: number, b: number): readonly StoryCoverage[] => [
    { covered: a, total: 100, leg: '3.10' },
    { covered: b, total: 100, leg: '3.11' },
  ];
  expect(find(coverageDelta, { coverage: legs(95, 79), baseCoverage: legs(80, 80) })).toMatchObject(
    { level: 2, measured: '79% of lines (base 80%) in 3.11' },
  );
});

it('is open when one side was not read, and not applicable when the base provably has none', () => {
  expect([
    level(900, { coverage: [] }),
    levelIn(coverageDelta, { coverage: of(900), evidence: { baseCoverage: missing('refused') } }),
    levelIn(coverageDelta, { baseCoverage: of(900), evidence: { coverage: missing('none') } }),
    levelIn(coverageDelta, { coverage: of(900) }),
    levelIn(coverageDelta, { coverage: of(1), baseCoverage: [] }),
  ]).toEqual(['0–5', '0–5', '0–5', 'not-applicable', 'not-applicable']);
});

it('names a matrix job that fell beside one without coverage, and is at most its level', () => {
  const baseCoverage = ['3.10', '3.11'].map((leg) => ({ covered: 80, total: 100, leg }));
  const coverage = [{ covered: 79, total: 100, leg: '3.11' }];
  expect(find(coverageDelta, { coverage, baseCoverage })).toMatchObject({
    level: 0,
    most: 2,
    open: [{ kind: 'coverage', what: 'coverage of 3.10' }],
    flaws: [{ key: 'fell:3.11' }],
  });
});

it('is open while a report that may belong to the matrix job is missing', () => {
  const kind = 'coverage' as const;
  const [mine, other] = [7, 8].map((artifactId) => ({ what: 'artifact', artifactId }));
  const told = tell({ coverage: of(781) }).evidence.coverage;
  const [one] = told.state === 'present' ? told.value : [];
  const values = { coverage: [{ ...one, source: mine }] };
  const lost = (source?: { readonly what: string }) =>
    level(0, { values, sources: [{ kind, state: 'expired', ...(source && { source }) }] });
  expect([lost(), lost(mine), lost(other)]).toEqual(['0–5', '0–5', 2]);
});

it('compares the matrix job that the config names, and is open without its coverage', () => {
  const legs = (a: number, b: number): readonly StoryCoverage[] => [
    { covered: a, total: 100, leg: '3.10' },
    { covered: b, total: 100, leg: '3.11' },
  ];
  const both = { coverage: legs(95, 79), baseCoverage: legs(80, 80) };
  expect([
    find(coverageDelta, { ...both, options: { leg: '3.10' } }),
    find(coverageDelta, { ...both, options: { leg: '3.12' } }),
  ]).toEqual([
    expect.objectContaining({ level: 5, measured: '95% of lines (base 80%) in 3.10' }),
    expect.objectContaining({
      level: 0,
      most: 5,
      open: [
        expect.objectContaining({ why: 'no coverage is of matrix job 3.12; there is 3.10, 3.11' }),
      ],
    }),
  ]);
});

reachesEveryLevel(coverageDelta);
