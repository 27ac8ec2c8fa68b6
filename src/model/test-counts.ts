import type { TestCounts } from './reports.ts';

export const NO_TESTS: TestCounts = {
  tests: 0,
  passed: 0,
  failed: 0,
  errored: 0,
  skipped: 0,
  flaky: 0,
};
