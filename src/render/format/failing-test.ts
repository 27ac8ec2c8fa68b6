import { quantity } from '../../lib/format.ts';
import { shorten } from '../../lib/sanitize.ts';
import type { Audit, AuditFailingTest } from '../../model/audit.ts';
import { code, type Inline, link, text } from '../markdown/tree.ts';
import { uncoveredCount } from './decision.ts';
import { cite, registryLink } from './links.ts';
import { after, type ToDo } from './task.ts';

/** Up to this many failing tests are to-dos of their own; more are one to-do and a list below. */
const MAX_SINGLE_TESTS = 3;

/** Returns the failing tests that no live deferral covers. */
export function uncoveredTests({ failing_tests = [] }: Audit): readonly AuditFailingTest[] {
  return failing_tests.filter(({ state }) => state !== 'deferred');
}

/** Reports whether the failing tests are listed apart, because they are too many to-dos. */
export function listsTests(audit: Audit): boolean {
  return uncoveredTests(audit).length > MAX_SINGLE_TESTS;
}

/** Returns the failing tests that no deferral covers, or one to-do for many. */
export function testToDos(audit: Audit): readonly Omit<ToDo, 'gate'>[] {
  const tests = uncoveredTests(audit);
  if (!listsTests(audit)) return tests.map((test) => testToDo(audit, test));
  const count = quantity(uncoveredCount(audit), 'failing test');
  const registry = registryLink(audit, 'deferral registry');
  const what = [`Fix the ${count} below, or defer them with an owner in the `, registry];
  const place = tests[0] === undefined ? '' : failureLink(audit, tests[0]);
  return [{ what, place, fix: '' }];
}

function testToDo(audit: Audit, test: AuditFailingTest): Omit<ToDo, 'gate'> {
  return {
    what: [testName(test), ' fails', failureWords(test)],
    place: failureLink(audit, test),
    fix: stateWords(audit, test),
  };
}

/** Maximum length of a test's name and of its message, in code points. */
const MAX_TEST_POINTS = 120;

function testName({ id }: AuditFailingTest): Inline {
  return code(shorten(id, MAX_TEST_POINTS));
}

function failureWords({ message }: AuditFailingTest): Inline {
  return message === '' ? '' : text(`: ${message}`, MAX_TEST_POINTS);
}

/** Returns `cart › rounds VAT`: timeout. [log] · flaky. */
export function testLine(audit: Audit, test: AuditFailingTest): Inline {
  const [place, state] = [failureLink(audit, test), stateWords(audit, test)];
  return [testName(test), failureWords(test), after(' ', place), after(' · ', state)];
}

/** Returns the state of a failing test: `new`, `fails on the base, too`, `deferred by D01`. */
export function stateWords({ flakes }: Audit, test: AuditFailingTest): string {
  switch (test.state) {
    case 'new':
      return 'new';
    case 'known':
      return 'known: it also fails on the base';
    case 'flaky': {
      const seen = flakes.find(({ kind, name }) => kind === 'test' && name === test.id);
      return seen === undefined ? 'flaky' : `flaky since ${seen.first_seen}`;
    }
    case 'deferred':
      return `deferred by ${test.deferrals.join(', ')}`;
    case null:
      return '';
  }
  test.state satisfies never;
  return '';
}

/** Returns a link to the failed step that ran the test when only one can be it, else to the report. */
export function failureLink({ runs }: Audit, { source, legs }: AuditFailingTest): Inline {
  const failed = (runs.find(({ id }) => id === source.runId)?.jobs ?? []).filter(
    ({ conclusion }) => conclusion === 'failure',
  );
  const named = failed.filter(({ name }) => name === source.job || legs.includes(name));
  const [job, ...others] = named.length > 0 ? named : failed;
  const step = job?.steps.find(({ conclusion }) => conclusion === 'failure');
  return job === undefined || step === undefined || others.length > 0
    ? cite(source)
    : link(`${job.url}#step:${step.number}:1`, 'log');
}
