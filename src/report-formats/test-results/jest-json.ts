import type { CaseOutcome } from '../../model/reports.ts';
import { workspacePath } from '../base/report-path.ts';
import {
  amount,
  eachItem,
  field,
  hasPath,
  items,
  type Json,
  printed,
  text,
} from '../json/json-report.ts';
import { jsonTests } from './json-tests.ts';
import { outcomeOf, type TestTally } from './test-tally.ts';

const OUTCOMES: Readonly<Record<string, CaseOutcome>> = {
  passed: 'passed',
  focused: 'passed',
  failed: 'failed',
  skipped: 'skipped',
  pending: 'skipped',
  todo: 'skipped',
  disabled: 'skipped',
};

/**
 * `jest --json` and vitest's `--reporter=json`. A test file that did not run is one errored case,
 * because none of its tests is listed.
 */
export const jestJson = jsonTests({
  name: 'jest-json',
  recognize: (head) =>
    hasPath(head, 'numTotalTests') || hasPath(head, 'testResults', '[]', 'assertionResults'),
  read(document, tally) {
    let broken = 0;
    for (const file of eachItem(field(document, 'testResults'))) if (addFile(tally, file)) broken++;
    addRun(tally, document);
    const total = amount(document, 'numTotalTests');
    return {
      tests: total === undefined ? undefined : total + broken,
      passed: amount(document, 'numPassedTests'),
      bad: plus(amount(document, 'numFailedTests'), broken),
    };
  },
});

function plus(claimed: number | undefined, more: number): number | undefined {
  return claimed === undefined ? undefined : claimed + more;
}

/**
 * Adds the failure of the run itself: it was interrupted, or `success` is false although every case
 * passed. Jest sets it to false also for a failed snapshot check, an unmet coverage threshold, and a
 * broken reporter (jest, TestScheduler.ts and @jest/test-result, AggregatedResult, read 2026-11);
 * vitest when a file failed.
 */
function addRun(tally: TestTally, document: Json): void {
  const suites = amount(document, 'numRuntimeErrorTestSuites') ?? 0;
  if (field(document, 'wasInterrupted') === true) {
    tally.runFailed('interrupted', 'The run was interrupted before all test files had run.');
  } else if (tally.hasFailed) {
    return;
  } else if (suites > 0) {
    tally.runFailed('test files failed to run', `${suites} test files could not run.`);
  } else if (field(document, 'success') === false && tally.cases > 0) {
    const cause =
      field(document, 'snapshot', 'failure') === true
        ? 'snapshot check failed'
        : 'failed outside of its tests';
    tally.runFailed(cause, 'The report says "success": false, but no test in it failed.');
  }
}

/** Adds the cases of a file; returns whether the file itself failed. */
function addFile(tally: TestTally, file: Json): boolean {
  const group = workspacePath(text(file, 'name'));
  let failedCase = false;
  for (const one of eachItem(field(file, 'assertionResults'))) {
    addCase(tally, group, one);
    failedCase ||= text(one, 'status') === 'failed';
  }
  // Jest's raw results carry an error of the file itself next to its cases.
  const error = field(file, 'testExecError');
  const broke = typeof error === 'object' && error !== null;
  if (!broke && (text(file, 'status') !== 'failed' || failedCase)) return false;
  tally.add({
    group,
    name: 'test file failed to run',
    outcome: 'errored',
    message: text(file, 'message') || text(error, 'message'),
  });
  return true;
}

function addCase(tally: TestTally, group: string, one: Json): void {
  const { outcome, unknown } = outcomeOf(OUTCOMES, text(one, 'status'));
  const failures = items(field(one, 'failureMessages'));
  const first = typeof failures[0] === 'string' ? failures[0] : '';
  tally.add({
    group,
    className: items(field(one, 'ancestorTitles'))
      .filter((title) => title !== '')
      .map(printed)
      .join(' › '),
    name: text(one, 'title') || text(one, 'fullName'),
    outcome,
    // Only jest counts attempts; vitest's JSON does not show retries.
    flaky: outcome === 'passed' && (amount(one, 'invocations') ?? 1) > 1,
    message: unknown || first,
    durationMs: amount(one, 'duration') ?? 0,
  });
}
