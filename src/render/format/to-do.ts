import { shorten } from '../../lib/sanitize.ts';
import { fileUrl } from '../../lib/urls.ts';
import type {
  Audit,
  AuditFailingTest,
  AuditGate,
  AuditIssue,
  AuditRule,
} from '../../model/audit.ts';
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

/** Maximum length of what is wrong, and of how to fix it, in code points: only foreign text is longer. */
const MAX_WHAT_POINTS = 400;
const MAX_FIX_POINTS = 300;
/** Up to this many failing tests are to-dos of their own; more are one to-do and a list below. */
const MAX_SINGLE_TESTS = 3;

/** What one cause asks for, tagged with every gate that it keeps from passing. */
interface Task {
  readonly gates: readonly string[];
  /** Id of the issue; what is missing has none. */
  readonly issue?: string;
  readonly toDos: readonly ToDo[];
}

/** Returns everything that blocks: failing tests first, what else fails, then what cannot be decided. */
export function toDos(audit: Audit): readonly ToDo[] {
  const failed = blockingGates(audit, 'failed');
  const onTests = (gate: AuditGate): boolean => failedIds(gate).includes('test-results');
  const tasks = [
    ...failed.filter(onTests).flatMap((gate) => failedTasks(audit, gate)),
    ...failed.filter((gate) => !onTests(gate)).flatMap((gate) => failedTasks(audit, gate)),
    ...blockingGates(audit, 'not-evaluated').flatMap((gate) => openTasks(audit, gate)),
  ];
  const all = [
    ...onePerCause(tasks).flatMap(({ gates, toDos: some }) =>
      some.map((one) => ({ ...one, gate: gates.join(', ') })),
    ),
    ...lostSources(audit).map((source) => lostToDo(audit, source)),
  ];
  const keys = all.map(({ what }) => JSON.stringify(what));
  return all.filter((_, at) => keys.indexOf(keys[at] ?? '') === at);
}

function onePerCause(tasks: readonly Task[]): readonly Task[] {
  return tasks.flatMap((task, at) => {
    if (task.issue === undefined) return [task];
    const same = tasks.filter(({ issue }) => issue === task.issue);
    if (tasks.findIndex(({ issue }) => issue === task.issue) !== at) return [];
    return [{ ...task, gates: [...new Set(same.flatMap(({ gates }) => gates))] }];
  });
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

function failedTasks(audit: Audit, gate: AuditGate): readonly Task[] {
  const known = failedIds(gate).flatMap((id) => ruleTasks(audit, gate, id));
  return known.length > 0 ? known : [{ gates: [gate.title], toDos: [gateToDo(gate)] }];
}

/** Returns what the causes of a rule's level ask for; deferred ones only when there is no other. */
function ruleTasks(audit: Audit, { title: gate }: AuditGate, id: string): readonly Task[] {
  const all = audit.issues.filter(({ rule, rules = [rule] }) => rules.includes(id));
  const uncovered = all.filter(({ deferrals = [] }) => deferrals.length === 0);
  const issues = uncovered.length > 0 ? uncovered : all;
  const tests = id === 'test-results' ? testToDos(audit, gate) : [];
  if (tests.length > 0) {
    const [first, ...others] = issues;
    const issue = first === undefined ? {} : { issue: first.id };
    return [
      { gates: [gate], ...issue, toDos: tests },
      ...others.map((one) => issueTask(gate, one)),
    ];
  }
  if (issues.length > 0) return issues.map((one) => issueTask(gate, one));
  const rule = audit.rules.find((one) => one.id === id);
  return rule === undefined ? [] : [{ gates: [gate], toDos: [measuredToDo(gate, rule)] }];
}

function issueTask(gate: string, { id, observation, recommendation, source }: AuditIssue): Task {
  const what = marked(shorten(observation, MAX_WHAT_POINTS));
  const fix = marked(shorten(firstClause(recommendation), MAX_FIX_POINTS));
  return { gates: [gate], issue: id, toDos: [{ gate, what, place: cite(source), fix }] };
}

/** Returns the failing tests that no deferral covers, or one to-do for many. */
function testToDos(audit: Audit, gate: string): readonly ToDo[] {
  const tests = uncoveredTests(audit);
  if (!listsTests(audit)) return tests.map((test) => testToDo(audit, gate, test));
  const what = `Fix the ${tests.length} failing tests below, or defer them with an owner`;
  const place = tests[0] === undefined ? '' : failureLink(audit, tests[0]);
  return [{ gate, what, place, fix: '' }];
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

/** Maximum number of missing things that one reason names. */
const MAX_NAMED = 3;

function openTasks(audit: Audit, gate: AuditGate): readonly Task[] {
  const ids = failedIds(gate, null);
  const open = audit.rules.filter(({ id }) => ids.includes(id)).flatMap((rule) => rule.open);
  if (open.length === 0) {
    const known = ids.flatMap((id) => ruleTasks(audit, gate, id));
    return known.length > 0 ? known : [{ gates: [gate.title], toDos: [gateToDo(gate)] }];
  }
  return [...new Set(open.map(({ why }) => why))].map((why) => {
    const alike = open.filter((one) => one.why === why);
    const names = [...new Set(alike.map((one) => one.what))];
    const more = names.length > MAX_NAMED ? ` and ${names.length - MAX_NAMED} more` : '';
    const source = alike.find((one) => one.source?.url !== undefined)?.source;
    const settled = alike.map(settledBy).find((words) => words !== '') ?? '';
    const one = {
      gate: gate.title,
      what: text(`${names.slice(0, MAX_NAMED).join(', ')}${more}: ${why}`, MAX_WHAT_POINTS),
      place: source === undefined ? runPlace(audit, null) : cite(source),
      fix: settled === '' ? '' : marked(settled),
    };
    return { gates: [gate.title], toDos: [one] };
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

/**
 * Returns the lines of the config that let a gate pass whose evidence the repository does not have;
 * empty when every blocking gate is about something that is known to be wrong or that is still awaited.
 */
export function wayOut(audit: Audit): Inline {
  if (audit.outcome === 'PREVIEW') return '';
  const open = blockingGates(audit, 'not-evaluated').filter(
    (gate) => !gate.waits && lacksReports(audit, failedIds(gate, null)),
  );
  const lacking = blockingGates(audit, 'failed').filter((gate) =>
    failedIds(gate).every((id) =>
      audit.issues.some(({ rule, lacking: none }) => none === true && rule === id),
    ),
  );
  const titles = [...lacking, ...open].map(({ title }) => title);
  if (titles.length === 0) return '';
  const entry = (title: string): string =>
    `{ title: ${/^\w[\w ]*$/.test(title) ? title : JSON.stringify(title)}, optional: "reason" }`;
  return [
    'Or, where this repository needs no such evidence, give a reason in ',
    code(audit.config.path),
    ': ',
    code(`gates: [${titles.map(entry).join(', ')}]`),
    '. An optional gate is shown and does not block; ',
    code('off'),
    ' instead of ',
    code('optional'),
    ' switches it off.',
  ];
}

/** What to add where nothing of a kind of evidence was found; a reason that says it itself needs no more. */
const SETTLED_BY: Readonly<Record<string, string>> = {
  tests:
    'Let the test step write a report, such as JUnit, and upload it with `actions/upload-artifact`',
  coverage: 'Write Cobertura or LCOV and upload it with `actions/upload-artifact`',
  findings: '',
  inventory: 'Write CycloneDX or SPDX and upload it with `actions/upload-artifact`',
  dependencies: '',
};

/** Evidence that a repository may not have at all: nothing of it was found, and none is awaited. */
function isLacking({ kind, source, wait }: AuditRule['open'][number]): boolean {
  return kind in SETTLED_BY && source === undefined && wait === undefined;
}

function settledBy(open: AuditRule['open'][number]): string {
  return isLacking(open) ? (SETTLED_BY[open.kind] ?? '') : '';
}

/** Every repository that is audited has runs, so what they lack is no choice. */
function lacksReports({ rules }: Audit, ids: readonly string[]): boolean {
  const open = rules.filter(({ id }) => ids.includes(id)).flatMap((rule) => rule.open);
  return open.some(isLacking) && !ids.some((id) => ['required-runs', 'stable-runs'].includes(id));
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
