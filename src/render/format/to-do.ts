import { shorten } from '../../lib/sanitize.ts';
import type { Audit, AuditGate, AuditIssue, AuditRule } from '../../model/audit.ts';
import { type Inline, marked, strong, text } from '../markdown/tree.ts';
import { usedDeferrals } from './decision.ts';
import { testToDos } from './failing-test.ts';
import { blockingGates, failedIds } from './gate-states.ts';
import { cite, linkedAt, linkingRegistry, registryLink } from './links.ts';
import { openTasks } from './missing-evidence.ts';
import { openItems } from './open-items.ts';
import { MAX_WHAT_POINTS, onePerCause, type Task, type ToDo } from './task.ts';

/** Maximum length of how to fix something, in code points: only foreign text is longer. */
const MAX_FIX_POINTS = 300;

/**
 * Returns everything that blocks: failing tests first, what else fails, then what cannot be decided.
 * The push of a fix runs everything again, so that fixes come before missing evidence.
 */
export function toDos(audit: Audit): readonly ToDo[] {
  const failed = blockingGates(audit, 'failed');
  const onTests = (gate: AuditGate): boolean => failedIds(gate).includes('test-results');
  // Where nothing is missing, what is known to be wrong keeps a gate from being decided.
  const undecided = blockingGates(audit, 'not-evaluated');
  const all = onePerCause([
    ...failed.filter(onTests).flatMap((gate) => failedTasks(audit, gate)),
    ...failed.filter((gate) => !onTests(gate)).flatMap((gate) => failedTasks(audit, gate)),
    ...undecided
      .filter((gate) => openItems(audit, gate).length === 0)
      .flatMap((gate) => failedTasks(audit, gate, null)),
    ...openTasks(audit, undecided),
  ]);
  const keys = all.map(({ what }) => JSON.stringify(what));
  return all.filter((_, at) => keys.indexOf(keys[at] ?? '') === at);
}

function failedTasks(audit: Audit, gate: AuditGate, holds: false | null = false): readonly Task[] {
  const known = failedIds(gate, holds).flatMap((id) => ruleTasks(audit, gate, id));
  return known.length > 0 ? known : [{ gates: [gate.title], toDos: [gateToDo(gate)] }];
}

/** Returns what the causes of a rule's level ask for; deferred ones only when there is no other. */
function ruleTasks(audit: Audit, { title: gate }: AuditGate, id: string): readonly Task[] {
  const all = audit.issues.filter(({ rule, rules = [rule] }) => rules.includes(id));
  const uncovered = all.filter(({ deferrals = [] }) => deferrals.length === 0);
  const issues = uncovered.length > 0 ? uncovered : all;
  const tests = id === 'test-results' ? testToDos(audit) : [];
  if (tests.length > 0) {
    const [first, ...others] = issues;
    const cause = first === undefined ? {} : { cause: first.id };
    return [
      { gates: [gate], ...cause, toDos: tests },
      ...others.map((one) => issueTask(audit, gate, one)),
    ];
  }
  if (issues.length > 0) return issues.map((one) => issueTask(audit, gate, one));
  const rule = audit.rules.find((one) => one.id === id);
  return rule === undefined ? [] : [{ gates: [gate], toDos: [measuredToDo(rule)] }];
}

function issueTask(
  audit: Audit,
  gate: string,
  { id, observation, recommendation, source }: AuditIssue,
): Task {
  const told = linkedAt(observation, source, MAX_WHAT_POINTS);
  // A sentence ends before a link that follows it, and not before the fix.
  const [what, place] =
    told[1] === '' ? linkedAt(observation.replace(/\.$/, ''), source, MAX_WHAT_POINTS) : told;
  const fix = linkingRegistry(audit, shorten(firstClause(recommendation), MAX_FIX_POINTS));
  return { gates: [gate], cause: id, toDos: [{ what, place, fix }] };
}

/** Returns a recommendation up to its first full stop or semicolon; the appendix has all of it. */
function firstClause(words: string): string {
  return words.split(/;\s|\.\s|\.$/)[0] ?? words;
}

function measuredToDo({ title, measured, proof }: AuditRule): Task['toDos'][number] {
  const what = text(`${title}: ${measured}`, MAX_WHAT_POINTS);
  return { what, place: cite(proof[0]?.source ?? null), fix: '' };
}

function gateToDo({ evidence }: AuditGate): Task['toDos'][number] {
  return { what: text(evidence, MAX_WHAT_POINTS), place: '', fix: '' };
}

/** Returns what each used deferral requires before it expires, the earliest milestone first. */
export function exitCriteria(audit: Audit): readonly Inline[] {
  return usedDeferrals(audit).map((one) => [
    strong(`Before ${one.until}:`),
    ' ',
    marked(shorten(one.exit.replace(/\.$/, ''), MAX_WHAT_POINTS)),
    ' (',
    registryLink(audit, one.id),
    `, ${one.owner})`,
  ]);
}
