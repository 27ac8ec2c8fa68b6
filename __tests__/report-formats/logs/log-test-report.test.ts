import { expect, it } from '@jest/globals';
import { logTestReport } from '../../../src/report-formats/logs/log-reading.ts';

it('is a report of origin log without cases that notes when packages were counted', () => {
  const counts = { tests: 3, passed: 1, failed: 1, errored: 0, skipped: 1, flaky: 0 };
  expect(
    logTestReport({ kind: 'tests', format: 'log:go-test', line: 9, unit: 'packages', counts }),
  ).toEqual({
    format: 'log:go-test',
    origin: 'log',
    counts,
    groups: [],
    cases: [],
    omitted: { groups: 0, cases: 2 },
    durationMs: 0,
    notes: ['The log names no tests: the 3 counted are packages.'],
  });
});
