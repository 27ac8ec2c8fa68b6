import type { CaseOutcome } from '../../model/reports.ts';

export type JunitVerdict = CaseOutcome | 'flaky' | 'todo';

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

/** A skip of type `todo` (node:test) stands beside the failure that the test is known for. */
export function verdictOf(element: string, type: string): JunitVerdict | undefined {
  const verdict = ELEMENTS.get(element);
  return verdict === 'skipped' && type === 'todo' ? 'todo' : verdict;
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
  const todo = verdicts.get('todo');
  if (todo !== undefined) {
    return { outcome: 'skipped', flaky: false, message: verdicts.get('failed') ?? todo };
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

/** go test's frame lines, and the test's own name, which PHPUnit puts before what happened. */
const FRAME = /^\s*(?:(?:===|---) .*|[\w\\]+::\w+(?: with data set .*)?|)$/;

/** Whether a message attribute says nothing that the element's text would not say better. */
export function saysNothing(message: string): boolean {
  return /^\s*(?:failed)?\s*$/i.test(message);
}

/** What a verdict says: from the first line on that is no frame, else all of it. */
export function withoutFrame(said: string): string {
  const lines = said.split('\n');
  const first = lines.findIndex((line) => !FRAME.test(line));
  return first < 0 ? said : lines.slice(first).join('\n');
}
