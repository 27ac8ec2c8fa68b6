import { expect, it } from '@jest/globals';
import type { Measures, PreviousAudit } from '../../src/model/history.ts';
import { auditRegressions } from '../../src/scoring/audit-regressions.ts';

function measures(total: number, duration_ms: number | null, percent: number): Measures {
  return {
    tests: { total, passed: total, origin: 'report', legs: [''], duration_ms },
    coverage: [{ leg: '3.11', format: 'cobertura', percent }],
    benchmarks: [],
  };
}

function earlier(milestone: string, made: Measures): PreviousAudit {
  return { milestone, measures: made, standing: 'recorded' } as unknown as PreviousAudit;
}

const calm = ['M01', 'M02', 'M03'].map((id, at) =>
  earlier(id, measures(100, 10_000 + at * 500, 80)),
);

it('fewer tests and less coverage are regressions against the newest comparable audit', () => {
  const found = auditRegressions(measures(98, 10_000, 79.5), calm);
  expect(found.map(({ what, before, after, since }) => [what, before, after, since])).toEqual([
    ['test count', '100', '98', 'M03'],
    ['coverage 3.11', '80.00%', '79.50%', 'M03'],
  ]);
});

it('a duration within the noise is no regression, and a longer one states the noise', () => {
  expect(auditRegressions(measures(100, 11_400, 80), calm)).toEqual([]);
  expect(auditRegressions(measures(100, 14_000, 80), calm)).toEqual([
    {
      what: 'duration',
      before: 'median 10.5 s',
      after: '14.0 s',
      noise: 'spread 1.0 s over 3 audits',
      since: 'M03',
    },
  ]);
});

it('two earlier durations and other jobs or formats are not compared', () => {
  expect(auditRegressions(measures(100, 90_000, 80), calm.slice(0, 2))).toEqual([]);
  const other: Measures = {
    tests: { total: 5, passed: 5, origin: 'report', legs: ['3.12'], duration_ms: 1 },
    coverage: [{ leg: '3.11', format: 'lcov', percent: 10 }],
    benchmarks: [],
  };
  expect(auditRegressions(other, calm)).toEqual([]);
});

it('a benchmark is judged by its direction, and not without one', () => {
  const bench = (value: number, bigger_is_better: boolean | null): Measures => ({
    tests: null,
    coverage: [],
    benchmarks: [{ name: 'parse', unit: 'ops/s', value, bigger_is_better }],
  });
  const past = ['M01', 'M02', 'M03'].map((id) => earlier(id, bench(1000, true)));
  expect(auditRegressions(bench(800, true), past)).toMatchObject([
    { what: 'benchmark parse', before: 'median 1000 ops/s', after: '800 ops/s' },
  ]);
  expect(auditRegressions(bench(1200, true), past)).toEqual([]);
  expect(auditRegressions(bench(1, null), past)).toEqual([]);
});
