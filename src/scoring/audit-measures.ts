import { coverageByLeg } from '../analysis/coverage-evidence.ts';
import { sumCounts } from '../analysis/tests-evidence.ts';
import { byCodeUnit } from '../lib/canonical-json.ts';
import type { Measures } from '../model/history.ts';
import type { Benchmarks, CollectedReport, CoverageReport, TestReport } from '../model/reports.ts';

/** Benchmarks remembered; a suite of thousands is no trend anybody reads. */
const MAX_BENCHMARKS = 20;

/** The numbers that the next milestones are compared with. */
export function auditMeasures(
  counted: readonly CollectedReport<TestReport>[],
  coverage: readonly CollectedReport<CoverageReport>[],
  benchmarks: readonly CollectedReport<Benchmarks>[],
): Measures {
  return {
    tests: counted.length === 0 ? null : testsOf(counted),
    coverage: coverageByLeg(coverage).map(({ leg, lines, source }) => ({
      leg,
      format: coverage.find((one) => one.source === source)?.report.format ?? '',
      percent: Math.floor((lines.covered * 10_000) / lines.total) / 100,
    })),
    benchmarks: benchmarks
      .flatMap(({ report }) =>
        report.results.map(({ name, unit, value }) => ({
          name,
          unit,
          value,
          bigger_is_better: report.biggerIsBetter === 'unknown' ? null : report.biggerIsBetter,
        })),
      )
      .sort((a, b) => byCodeUnit(a.name, b.name))
      .slice(0, MAX_BENCHMARKS),
  };
}

function testsOf(counted: readonly CollectedReport<TestReport>[]): NonNullable<Measures['tests']> {
  const { tests, passed } = sumCounts(counted);
  const durations = counted.map(({ report }) => report.durationMs);
  const told = durations.some((one) => one > 0);
  return {
    total: tests,
    passed,
    origin: counted.every(({ report }) => report.origin === 'report') ? 'report' : 'log',
    legs: [...new Set(counted.map(({ leg }) => leg))].sort(byCodeUnit),
    duration_ms: told ? Math.round(durations.reduce((sum, one) => sum + one, 0)) : null,
  };
}
