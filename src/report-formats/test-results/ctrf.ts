import type { CaseOutcome } from '../../model/reports.ts';
import { workspacePath } from '../base/report-path.ts';
import {
  amount,
  eachItem,
  field,
  hasPath,
  items,
  type Json,
  outlineOf,
  text,
} from '../json/json-report.ts';
import { jsonTests } from './json-tests.ts';
import { outcomeOf, type TestTally } from './test-tally.ts';

/** `other` is anything that the tool did not call passed, so it is never a pass. */
const OUTCOMES: Readonly<Record<string, CaseOutcome>> = {
  passed: 'passed',
  failed: 'failed',
  skipped: 'skipped',
  pending: 'skipped',
  other: 'errored',
};

/** A tool's own words for a CTRF `other` that was not meant to run. */
const NOT_RUN = /^(?:todo|skip(?:ped)?|pending|disabled|ignored)$/i;

/** Common Test Report Format (ctrf.io, specification 0.0 and 1.0). */
export const ctrf = jsonTests({
  name: 'ctrf',
  recognize(head) {
    const named = /"reportFormat"\s*:\s*"CTRF"/.test(head.slice(0, 4096));
    return (
      (named && outlineOf(head).root === 'object') ||
      (hasPath(head, 'results', 'tool') && hasPath(head, 'results', 'summary', 'tests')) ||
      (hasPath(head, 'results', 'tool') && hasPath(head, 'results', 'tests', '[]', 'status'))
    );
  },
  read(document, tally) {
    let notRun = 0;
    let expectedFailures = 0;
    for (const one of eachItem(field(document, 'results', 'tests'))) {
      addCase(tally, one);
      if (isNotRun(one)) notRun++;
      if (isExpectedFailure(one)) expectedFailures++;
    }
    const summary = field(document, 'results', 'summary');
    return {
      tests: amount(summary, 'tests'),
      passed: amount(summary, 'passed'),
      bad: sum(amount(summary, 'failed'), (amount(summary, 'other') ?? 0) - notRun),
      skipped: sum(amount(summary, 'skipped'), (amount(summary, 'pending') ?? 0) + notRun),
      expectedFailures,
    };
  },
});

/** Returns whether an `other` was not meant to run: jest's `todo`, but not an interrupted test. */
function isNotRun(one: Json): boolean {
  return text(one, 'status') === 'other' && NOT_RUN.test(text(one, 'rawStatus'));
}

/** Returns whether a test failed as expected, which Playwright's reporter counts as failed. */
function isExpectedFailure(one: Json): boolean {
  return text(one, 'status') === 'passed' && /^(?:failed|timedOut)$/.test(text(one, 'rawStatus'));
}

function sum(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? undefined : a + (b ?? 0);
}

function addCase(tally: TestTally, one: Json): void {
  const { outcome, unknown } = outcomeOf(OUTCOMES, isNotRun(one) ? 'skipped' : text(one, 'status'));
  const suite = suiteOf(one);
  const file = workspacePath(text(one, 'filePath'));
  tally.add({
    group: file || (suite[0] ?? ''),
    className: (file ? suite : suite.slice(1)).join(' › '),
    name: text(one, 'name'),
    outcome,
    flaky: outcome === 'passed' && isFlaky(one),
    message: unknown || text(one, 'message') || text(one, 'trace'),
    durationMs: amount(one, 'duration') ?? 0,
  });
}

/** Returns the suite: a list in version 1.0, one string before. */
function suiteOf(one: Json): string[] {
  const suite = field(one, 'suite');
  if (typeof suite === 'string') return suite === '' ? [] : [suite];
  return items(suite)
    .filter((part) => typeof part === 'string' && part !== '')
    .map(String);
}

function isFlaky(one: Json): boolean {
  return field(one, 'flaky') === true || (amount(one, 'retries') ?? 0) > 0;
}
