import type { CaseOutcome } from '../../model/reports.ts';
import { amount, eachItem, field, hasPath, type Json, text } from '../json/json-report.ts';
import { jsonTests } from './json-tests.ts';
import { outcomeOf, type TestTally } from './test-tally.ts';

const STAGES = ['setup', 'call', 'teardown'] as const;

/**
 * Causes by pytest's exit code (docs.pytest.org, "Exit codes", read 2026-11). With 1, a plugin failed
 * the run, for example pytest-cov's `--cov-fail-under`; with 5, no test was collected.
 */
const EXITS: Readonly<Record<number, string>> = {
  1: 'failed outside of its tests',
  2: 'interrupted',
  3: 'internal error',
  4: 'usage error',
  6: 'too many warnings',
};

/**
 * An expected failure is skipped, as in pytest's JUnit file; an unexpected pass is passed, since
 * `strict` makes it a failure. `rerun` is a failed attempt.
 */
const OUTCOMES: Readonly<Record<string, CaseOutcome>> = {
  passed: 'passed',
  xpassed: 'passed',
  failed: 'failed',
  rerun: 'failed',
  error: 'errored',
  skipped: 'skipped',
  xfailed: 'skipped',
};

/** `pytest --json-report` of pytest-json-report 1.5. */
export const pytestJson = jsonTests({
  name: 'pytest-json',
  recognize: (head) =>
    hasPath(head, 'exitcode') && (hasPath(head, 'summary') || hasPath(head, 'root')),
  read(document, tally) {
    const broken = addBroken(tally, document);
    for (const one of eachItem(field(document, 'tests'))) addTest(tally, one);
    const total = amount(document, 'summary', 'total');
    const exit = amount(document, 'exitcode') ?? 0;
    const cause = EXITS[exit] ?? `exit code ${exit}`;
    // A failed collection interrupts the run too, and is a case already.
    if (exit === 3 || exit === 4 || (exit > 0 && exit !== 5 && !tally.hasFailed)) {
      tally.runFailed(cause, `pytest ended with exit code ${exit}.`);
    } else if (exit === 2 && broken === 0) {
      tally.runFailed(cause, 'pytest was interrupted before all tests had run.');
    }
    return {
      tests: total === undefined ? undefined : total + broken,
      passed: amount(document, 'summary', 'passed'),
    };
  },
});

/** Adds the files that could not be collected; returns their number. */
function addBroken(tally: TestTally, document: Json): number {
  let broken = 0;
  for (const one of eachItem(field(document, 'collectors'))) {
    if (text(one, 'outcome') !== 'failed') continue;
    broken++;
    add(tally, text(one, 'nodeid'), 'errored', text(one, 'longrepr'), 0);
  }
  return broken;
}

function addTest(tally: TestTally, one: Json): void {
  const { outcome, unknown } = outcomeOf(OUTCOMES, text(one, 'outcome'));
  const seconds = STAGES.reduce((sum, stage) => sum + (amount(one, stage, 'duration') ?? 0), 0);
  add(tally, text(one, 'nodeid'), outcome, unknown || message(one), seconds * 1000);
}

function message(one: Json): string {
  for (const stage of STAGES) {
    const found = text(one, stage, 'crash', 'message') || text(one, stage, 'longrepr');
    if (found !== '') return found;
  }
  return '';
}

function add(
  tally: TestTally,
  nodeid: string,
  outcome: CaseOutcome,
  why: string,
  durationMs: number,
): void {
  // `tests/test_a.py::TestClass::test_name[a::b]`: the part in brackets may contain colons.
  const bracket = nodeid.indexOf('[');
  const plain = bracket < 0 ? nodeid : nodeid.slice(0, bracket);
  const [group = '', ...parts] = plain.split('::');
  const name = parts.pop() ?? '';
  tally.add({
    group,
    className: parts.join('::'),
    name: name === '' ? 'could not be collected' : name + nodeid.slice(plain.length),
    outcome,
    message: why,
    durationMs,
  });
}
