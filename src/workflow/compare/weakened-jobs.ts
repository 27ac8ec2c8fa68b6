import type { At, Matrix, Workflow, WorkflowJob } from '../../model/workflow.ts';
import type { Gate } from '../gates/all-gates.ts';
import { gone, type Paired, type Weakening, weakened } from './weakening.ts';

/** Asks how the jobs it needs ended: `needs.test.result`, `contains(needs.*.result, …)`, `toJSON(needs)`. */
const asksResults = /\bneeds(?:\.[\w*-]+|\[[^\]]*\])\.result\b|\btoJSON\(\s*needs\s*\)/i;
const asksForAll = /^re-actors\/alls-green@/;

/**
 * Jobs that wait for less than before: one that checks nothing itself (it gathers results, it publishes) and no
 * longer needs a job with gates, and one that no longer asks how the jobs it needs ended. A job with checks of its
 * own that only starts earlier is none.
 */
export function weakenedNeeds(
  { pairs }: Paired<Gate>,
  base: readonly Workflow[],
  head: readonly Workflow[],
): readonly Weakening[] {
  const twins = twinJobs(pairs);
  const now = new Map(head.map((workflow) => [workflow.path, workflow.jobs]));
  const gathers = head.some(({ jobs }) =>
    jobs.some((job) => job.needs.length > 0 && askedIn(job) !== undefined),
  );
  return base.flatMap(({ path, jobs }) => {
    const after = now.get(path) ?? [];
    // What checks something itself and starts earlier loses nothing by it.
    const others = jobs.filter(({ id, needs }) => needs.length > 0 && !twins.has(keyOf(path, id)));
    return others.flatMap((job) => {
      const twin = after.find(({ id }) => id === job.id);
      if (twin === undefined) return gathers ? [] : goneJob(path, job);
      const dropped = droppedNeeds(path, job, twin, neededBy(twin, after), twins);
      return [...dropped, ...silencedResults(path, job, twin)];
    });
  });
}

function keyOf(path: string, job: string): string {
  return `${path}\n${job}`;
}

/** For each job that held gates, called ones too, the jobs that hold them now. */
function twinJobs(pairs: Paired<Gate>['pairs']): ReadonlyMap<string, ReadonlySet<string>> {
  const twins = new Map<string, Set<string>>();
  for (const [before, after] of pairs) {
    for (const key of holdersOf(before)) {
      const known = twins.get(key) ?? new Set();
      for (const holder of holdersOf(after)) known.add(holder);
      twins.set(key, known);
    }
  }
  return twins;
}

function holdersOf({ path, job, via }: Gate): readonly string[] {
  return [keyOf(path, job.id), ...via.map((call) => keyOf(call.path, call.job.id))];
}

/** The ids of all jobs that a job waits for, directly or not. */
function neededBy(job: WorkflowJob, jobs: readonly WorkflowJob[]): ReadonlySet<string> {
  const byId = new Map(jobs.map((one) => [one.id, one]));
  const found = new Set(job.needs.map(({ value }) => value));
  for (const id of found) for (const { value } of byId.get(id)?.needs ?? []) found.add(value);
  return found;
}

function droppedNeeds(
  path: string,
  job: WorkflowJob,
  twin: WorkflowJob,
  reached: ReadonlySet<string>,
  twins: ReadonlyMap<string, ReadonlySet<string>>,
): readonly Weakening[] {
  return job.needs.flatMap(({ value, line }) => {
    const here = [...(twins.get(keyOf(path, value)) ?? [])].filter((key) =>
      key.startsWith(`${path}\n`),
    );
    // What checked elsewhere now cannot be needed from here; what is gone is reported as gone.
    if (here.length === 0 || here.some((key) => reached.has(key.slice(path.length + 1)))) return [];
    const text = twin.needs.map((need) => need.value).join(', ');
    const after = { path, line: twin.needs[0]?.line ?? twin.line, text };
    const before = { path, line, text: `needs: ${value}` };
    return [weakened('need-dropped', before, after, { job: twin.id })];
  });
}

function silencedResults(path: string, job: WorkflowJob, twin: WorkflowJob): readonly Weakening[] {
  const asked = askedIn(job);
  if (asked === undefined || askedIn(twin) !== undefined) return [];
  const before = { path, line: asked.line, text: shownNeeds(asked.value) };
  return [weakened('need-dropped', before, { path, line: twin.line, text: '' }, { job: twin.id })];
}

function goneJob(path: string, job: WorkflowJob): readonly Weakening[] {
  return askedIn(job) === undefined
    ? []
    : [gone('job-removed', { path, line: job.line, text: job.name }, { job: job.id })];
}

/** Where a job asks how the jobs it needs ended. */
function askedIn({ if: condition, steps }: WorkflowJob): At<string> | undefined {
  const texts = steps.flatMap(({ if: asked, run, env, with: inputs, uses }) => [
    ...(uses !== undefined && asksForAll.test(uses.uses)
      ? [{ value: uses.uses, line: uses.line }]
      : []),
    ...(run === undefined ? [] : [{ value: run.text, line: run.line }]),
    ...(asked === undefined ? [] : [asked]),
    ...env,
    ...inputs,
  ]);
  return [...texts, ...(condition === undefined ? [] : [condition])].find(
    ({ value }) => asksResults.test(value) || asksForAll.test(value),
  );
}

function shownNeeds(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, 200);
}

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
