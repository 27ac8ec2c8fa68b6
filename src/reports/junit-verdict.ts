import type { CaseOutcome } from '../model/test-report.ts';

export type JunitVerdict = CaseOutcome | 'flaky';

/**
 * What an element inside a case says. `flaky` ones are surefire's and nextest's failures of a test
 * that passed in the end; their `rerun…` are further failures of one that did not. PHPUnit exits
 * with 1 on a `warning`.
 */
const ELEMENTS: ReadonlyMap<string, JunitVerdict> = new Map<string, JunitVerdict>([
  ['failure', 'failed'],
  ['rerunFailure', 'failed'],
  ['warning', 'failed'],
  ['error', 'errored'],
  ['rerunError', 'errored'],
  ['skipped', 'skipped'],
  ['ignored', 'skipped'],
  ['flakyFailure', 'flaky'],
  ['flakyError', 'flaky'],
]);

/** The case's own `status` or `result` (CTest, GoogleTest), asked where no element says more. */
const STATUSES: ReadonlyMap<string, CaseOutcome> = new Map<string, CaseOutcome>([
  ['fail', 'failed'],
  ['failed', 'failed'],
  ['failure', 'failed'],
  ['error', 'errored'],
  ['errored', 'errored'],
  ['notrun', 'skipped'],
  ['disabled', 'skipped'],
  ['skipped', 'skipped'],
  ['ignored', 'skipped'],
  ['pending', 'skipped'],
  ['suppressed', 'skipped'],
]);

/** A test's own failure outranks an error around it (a teardown), and any trouble outranks a skip. */
const RANK: readonly CaseOutcome[] = ['failed', 'errored', 'skipped'];

export function verdictOf(element: string): JunitVerdict | undefined {
  return ELEMENTS.get(element);
}

export function statusOutcome(status: string | undefined): CaseOutcome | undefined {
  return status === undefined ? undefined : STATUSES.get(status.toLowerCase());
}

export interface Settled {
  readonly outcome: CaseOutcome;
  readonly flaky: boolean;
  readonly message: string;
}

const PASSED: Settled = { outcome: 'passed', flaky: false, message: '' };

/** One result for a case with any number of verdicts, of which the first of each kind has the say. */
export function settle(
  verdicts: ReadonlyMap<JunitVerdict, string> | undefined,
  status: CaseOutcome | undefined,
): Settled {
  if (verdicts === undefined) {
    return status === undefined ? PASSED : { outcome: status, flaky: false, message: '' };
  }
  for (const outcome of RANK) {
    const message = verdicts.get(outcome);
    if (message !== undefined) {
      return { outcome, flaky: false, message };
    }
  }
  const message = verdicts.get('flaky') ?? '';
  return status === undefined
    ? { outcome: 'passed', flaky: true, message }
    : { outcome: status, flaky: false, message };
}
