import type { At, Matrix, WorkflowJob } from '../../model/workflow.ts';
import type { Gate } from '../gates/gate-list.ts';
import type { Paired } from './pair-up.ts';
import { type Weakening, weakened } from './weakening.ts';

/** GitHub's own limit for a job (docs, "Workflow syntax", `timeout-minutes`, read 2026-11-22). Minutes. */
const defaultTimeout = 360;

/**
 * Matrix legs that jobs with gates lost, and timeouts that were raised, of jobs and of their steps. A gate that
 * moved into something called has its caller's legs and limits, and one that got twins may share the legs with
 * them: of those nothing is said.
 */
export function weakenedJobs({ pairs, fresh }: Paired<Gate>): readonly Weakening[] {
  const doubled = new Set(fresh.map(({ command }) => command));
  return pairs.flatMap(([before, after]) => {
    if (isCalled(after) && before.path !== after.path) return [];
    return [
      ...(doubled.has(after.command) ? [] : droppedLegs(before, after)),
      ...raisedTimeout(before, after, before.job.timeoutMinutes, after.job.timeoutMinutes, ''),
      ...raisedStep(before, after),
    ];
  });
}

function isCalled({ workflow }: Gate): boolean {
  const called = workflow.triggers.some(({ event }) => event === 'workflow_call');
  return workflow.kind === 'action' || called;
}

function raisedStep(before: Gate, after: Gate): Weakening[] {
  const [was, is] = [before.step.timeoutMinutes, after.step.timeoutMinutes];
  return was === undefined ? [] : raisedTimeout(before, after, was, is, after.step.name);
}

function droppedLegs(before: Gate, after: Gate): Weakening[] {
  const was = legsOf(before.job.matrix);
  const is = legsOf(after.job.matrix);
  if (was === 'dynamic' || is === 'dynamic' || was.length < 2) return [];
  const lost = was.filter((leg) => !is.includes(leg));
  const added = is.filter((leg) => !was.includes(leg));
  const dropped = lost.filter((leg) => !takeSuccessor(leg, added));
  // A leg whose keys were only renamed or extended is still there: fewer legs must run than before.
  if (dropped.length === 0 || (added.length > 0 && is.length >= was.length && sameValues(was, is)))
    return [];
  const line = after.job.matrix?.line ?? after.job.line;
  return [
    weakened(
      'matrix-leg-dropped',
      { path: before.path, line: before.job.matrix?.line ?? before.job.line, text: shown(dropped) },
      { path: after.path, line, text: is.length === 0 ? '' : `${is.length} of ${was.length} legs` },
      { job: after.job.id },
    ),
  ];
}

function legsOf(matrix: Matrix | undefined): readonly string[] | 'dynamic' {
  return matrix?.legs ?? [];
}

function shown(legs: readonly string[]): string {
  const some = legs.slice(0, 5).join('; ');
  return legs.length > 5 ? `${some}; and ${legs.length - 5} more` : some;
}

/** A newer version in place of an older one, all else equal, takes the older leg's place; each new leg once. */
function takeSuccessor(leg: string, added: string[]): boolean {
  const index = added.findIndex((candidate) => succeeds(leg, candidate));
  if (index === -1) return false;
  added.splice(index, 1);
  return true;
}

function succeeds(leg: string, candidate: string): boolean {
  const [was, is] = [leg.split(', '), candidate.split(', ')];
  const changed = was.filter((part, at) => part !== is[at]);
  const differing = is.filter((part, at) => part !== was[at]);
  if (was.length !== is.length || changed.length === 0) return false;
  return changed.every((part, at) => isNewer(part, differing[at] ?? ''));
}

/** `py=3.9` and `py=3.13`, `os=ubuntu-22.04` and `os=ubuntu-24.04`: same words, greater numbers. */
function isNewer(was: string, is: string): boolean {
  if (isLatest(was, is) || isLatest(is, was)) return true;
  if (
    was.replace(/\d+/g, '#').replace(/(?:\.#)+$/, '') !==
    is.replace(/\d+/g, '#').replace(/(?:\.#)+$/, '')
  ) {
    return false;
  }
  const [old, now] = [was, is].map((text) => (text.match(/\d+/g) ?? []).map(Number));
  const at = (old ?? []).findIndex((number, index) => number !== now?.[index]);
  return at === -1 || (now?.[at] ?? 0) > (old?.[at] ?? 0);
}

/** `ubuntu-latest` is one of the numbered images, which it is depends on the day. */
function isLatest(latest: string, numbered: string): boolean {
  const [, name = ''] = /^(.*)latest$/.exec(latest) ?? [];
  return name !== '' && numbered.startsWith(name) && /^\d/.test(numbered.slice(name.length));
}

function sameValues(was: readonly string[], is: readonly string[]): boolean {
  const values = (leg: string) => leg.split(', ').map((part) => part.replace(/^[^=]*=/, ''));
  const now = is.map((leg) => new Set(values(leg)));
  return was.every((leg) => now.some((set) => values(leg).every((value) => set.has(value))));
}

type Timeout = WorkflowJob['timeoutMinutes'];

function raisedTimeout(
  before: Gate,
  after: Gate,
  was: Timeout,
  is: Timeout,
  step: string,
): Weakening[] {
  const [old, now] = [minutesOf(was), minutesOf(is)];
  if (was === undefined || old === undefined || now === undefined || now <= old) return [];
  const text = is === undefined ? '' : `timeout-minutes: ${is.value}`;
  return [
    weakened(
      'timeout-raised',
      { path: before.path, line: was.line, text: `timeout-minutes: ${was.value}` },
      {
        path: after.path,
        line: is?.line ?? (step === '' ? after.job.line : after.step.line),
        text,
      },
      { job: after.job.id, step },
    ),
  ];
}

function minutesOf(timeout: At<number | string> | undefined): number | undefined {
  if (timeout === undefined) return defaultTimeout;
  return typeof timeout.value === 'number' ? timeout.value : undefined;
}
