import type { TestReport } from '../../model/reports.ts';
import type { LogTests } from './log-reading.ts';

/** A log's totals as a test report of origin `log`: without cases, groups and identities. */
export function logTestReport(reading: LogTests): TestReport {
  const { tests } = reading.counts;
  const packages = reading.unit === 'packages';
  return {
    format: reading.format,
    origin: 'log',
    counts: reading.counts,
    groups: [],
    cases: [],
    omitted: {
      groups: 0,
      cases:
        reading.counts.failed +
        reading.counts.errored +
        reading.counts.skipped +
        reading.counts.flaky,
    },
    durationMs: 0,
    notes: packages ? [`The log names no tests: the ${tests} counted are packages.`] : [],
  };
}
