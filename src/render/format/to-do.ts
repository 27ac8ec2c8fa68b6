import { shorten } from '../../lib/sanitize.ts';
import { fileUrl } from '../../lib/urls.ts';
import type { Audit, AuditFailingTest, AuditGate, AuditRule } from '../../model/audit.ts';
import type { AuditDeferral } from '../../model/deferral.ts';
import { code, type Inline, link, marked, strong, text } from '../markdown/tree.ts';
import { blockingGates, failedIds, lostSources, usedDeferrals } from './decision.ts';
import { cite } from './links.ts';

/** One thing that keeps the audit from passing, tagged with its gate. */
export interface ToDo {
  readonly gate: string;
  /** What is wrong. */
  readonly what: Inline;
  /** Link to the line, step, or report that shows it; empty when nothing has an address. */
  readonly place: Inline;
  /** How to fix it; empty when `what` says it. */
  readonly fix: Inline;
}

/** Maximum length of what is wrong, and of how to fix it, in code points. */
const MAX_WHAT_POINTS = 200;
const MAX_FIX_POINTS = 120;
/** Up to this many failing tests are to-dos of their own; more are one to-do and a list below. */
const MAX_SINGLE_TESTS = 3;

/** Returns everything that blocks: failing tests first, what else fails, then what cannot be decided. */
export function toDos(audit: Audit): readonly ToDo[] {
  const failed = blockingGates(audit, 'failed');
  const onTests = (gate: AuditGate): boolean => failedIds(gate).includes('test-results');
  const all = [
    ...failed.filter(onTests).flatMap((gate) => failedToDos(audit, gate)),
    ...failed.filter((gate) => !onTests(gate)).flatMap((gate) => failedToDos(audit, gate)),
    ...blockingGates(audit, 'not-evaluated').flatMap((gate) => openToDos(audit, gate)),
    ...lostSources(audit).map((source) => lostToDo(audit, source)),
  ];
  const keys = all.map(({ what }) => JSON.stringify(what));
  return all.filter((_, at) => keys.indexOf(keys[at] ?? '') === at);
}

function lostToDo(audit: Audit, { expected, state, why, run_id }: Audit['sources'][number]): ToDo {
  const what = text(`${expected} is ${state}: ${why}`, MAX_WHAT_POINTS);
  return { gate: 'Required source', what, place: runPlace(audit, run_id), fix: '' };
}

/** Returns the failing tests that no live deferral covers. */
export function uncoveredTests({ failing_tests = [] }: Audit): readonly AuditFailingTest[] {
  return failing_tests.filter(({ state }) => state !== 'deferred');
}

/** Reports whether the failing tests are listed apart, because they are too many to-dos. */
export function listsTests(audit: Audit): boolean {
  return uncoveredTests(audit).length > MAX_SINGLE_TESTS;
}

function failedToDos(audit: Audit, gate: AuditGate): readonly ToDo[] {
  const ids = failedIds(gate);
  const known = ids.flatMap((id) => ruleToDos(audit, gate, id));
  return known.length > 0 ? known : [gateToDo(gate)];
}

function ruleToDos(audit: Audit, { title: gate }: AuditGate, id: string): readonly ToDo[] {
  const tests = uncoveredTests(audit);
  if (id === 'test-results' && tests.length > 0) {
    if (!listsTests(audit)) return tests.map((test) => testToDo(audit, gate, test));
    const what = `Fix the ${tests.length} failing tests below, or defer them with an owner`;
    const place = tests[0] === undefined ? '' : failureLink(audit, tests[0]);
    return [{ gate, what, place, fix: '' }];
  }
  const issue = audit.issues.find(({ rule }) => rule === id);
  if (issue !== undefined) {
    const what = marked(shorten(issue.observation, MAX_WHAT_POINTS));
    const fix = marked(shorten(firstClause(issue.recommendation), MAX_FIX_POINTS));
    return [{ gate, what, place: cite(issue.source), fix }];
  }
  const rule = audit.rules.find((one) => one.id === id);
  return rule === undefined ? [] : [measuredToDo(gate, rule)];
}

/** Returns a recommendation up to its first full stop or semicolon; the appendix has all of it. */
function firstClause(words: string): string {
  return words.split(/;\s|\.\s|\.$/)[0] ?? words;
}

function measuredToDo(gate: string, { title, measured, proof }: AuditRule): ToDo {
  const what = text(`${title}: ${measured}`, MAX_WHAT_POINTS);
  return { gate, what, place: cite(proof[0]?.source ?? null), fix: '' };
}

function testToDo(audit: Audit, gate: string, test: AuditFailingTest): ToDo {
  return {
    gate,
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

function openToDos(audit: Audit, gate: AuditGate): readonly ToDo[] {
  const ids = failedIds(gate, null);
  const open = audit.rules.filter(({ id }) => ids.includes(id)).flatMap((rule) => rule.open);
  if (open.length === 0) return [gateToDo(gate)];
  return [...new Set(open.map(({ why }) => why))].map((why) => {
    const alike = open.filter((one) => one.why === why);
    const what = [...new Set(alike.map((one) => one.what))].join(', ');
    const source = alike.find((one) => one.source?.url !== undefined)?.source;
    return {
      gate: gate.title,
      what: text(`${what}: ${why}`, MAX_WHAT_POINTS),
      place: source === undefined ? runPlace(audit, null) : cite(source),
      fix: '',
    };
  });
}

/** Returns a link to a run, else to the one with tests or the first of the audited code: what is missing belongs there. */
function runPlace({ runs, evidence }: Audit, id: number | null): Inline {
  const tested = evidence.tests?.sources.map(({ runId }) => runId) ?? [];
  const run =
    runs.find((one) => one.id === id) ??
    runs.find((one) => tested.includes(one.id)) ??
    runs.find(({ relation }) => relation !== 'stale');
  return run === undefined ? '' : link(run.url, `run of ${run.workflow}`);
}

function gateToDo({ title, evidence }: AuditGate): ToDo {
  return { gate: title, what: text(evidence, MAX_WHAT_POINTS), place: '', fix: '' };
}

/** Returns `**Tests** · what. [place] how to fix it`. */
export function toDoLine({ gate, what, place, fix }: ToDo): Inline {
  return [...toDoHead(gate, what), after(' ', place), after(' · ', fix)];
}

/** Returns a to-do without its fix, for a comment in which it has been read before. */
export function shortToDoLine({ gate, what, place }: ToDo): Inline {
  return [...toDoHead(gate, what), after(' ', place)];
}

function toDoHead(gate: string, what: Inline): readonly Inline[] {
  return [strong(gate), ' · ', what];
}

function after(separator: string, content: Inline): Inline {
  return content === '' ? '' : [separator, content];
}

/** Returns what each used deferral requires before it expires, the earliest milestone first. */
export function exitCriteria(audit: Audit): readonly Inline[] {
  return usedDeferrals(audit).map((one) => [
    strong(`Before ${one.until}:`),
    ' ',
    marked(shorten(one.exit.replace(/\.$/, ''), MAX_WHAT_POINTS)),
    ' (',
    registryLink(audit, one),
    `, ${one.owner})`,
  ]);
}

/** Links the deferral to the registry at the audited commit: a link to its issue would notify people. */
function registryLink(audit: Audit, { id }: AuditDeferral): Inline {
  const { repository_url: url, registry, commits } = audit;
  return url === undefined || registry === null
    ? code(id)
    : link(fileUrl(url, commits.audited, registry.path), id);
}
