import { workspacePath } from '../base/report-path.ts';
import { amount, eachItem, field, hasPath, type Json, text } from '../json/json-report.ts';
import { jsonTests } from './json-tests.ts';
import type { TestTally } from './test-tally.ts';

const HOOK = /^"(?:before|after)(?: all| each)" hook/;

/**
 * mocha's `--reporter json`. The list that contains a case is its outcome. A failed hook is only
 * among the failures and is an errored case of its own.
 */
export const mochaJson = jsonTests({
  name: 'mocha-json',
  recognize: (head) => hasPath(head, 'stats', 'suites') && hasPath(head, 'stats', 'passes'),
  read(document, tally) {
    for (const one of eachItem(field(document, 'passes'))) {
      add(tally, one, 'passed', (amount(one, 'currentRetry') ?? 0) > 0);
    }
    for (const one of eachItem(field(document, 'pending'))) add(tally, one, 'skipped', false);
    let hooks = 0;
    for (const one of eachItem(field(document, 'failures'))) {
      if (isHook(one)) hooks++;
      add(tally, one, isHook(one) ? 'errored' : 'failed', false);
    }
    const total = amount(document, 'stats', 'tests');
    return {
      tests: total === undefined ? undefined : total + hooks,
      passed: amount(document, 'stats', 'passes'),
      bad: amount(document, 'stats', 'failures'),
      skipped: amount(document, 'stats', 'pending'),
    };
  },
});

function isHook(one: Json): boolean {
  return HOOK.test(text(one, 'title'));
}

function add(
  tally: TestTally,
  one: Json,
  outcome: 'passed' | 'skipped' | 'failed' | 'errored',
  flaky: boolean,
): void {
  const title = text(one, 'title');
  const full = text(one, 'fullTitle');
  const suite = full.endsWith(title) ? full.slice(0, full.length - title.length).trim() : full;
  const file = workspacePath(text(one, 'file'));
  tally.add({
    group: file || suite,
    className: suite,
    name: title,
    outcome,
    flaky,
    message: text(one, 'err', 'message') || text(one, 'err', 'stack'),
    durationMs: amount(one, 'duration') ?? 0,
  });
}
