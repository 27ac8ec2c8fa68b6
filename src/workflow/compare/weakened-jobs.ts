import type { At, Matrix, Workflow, WorkflowJob } from '../../model/workflow.ts';
import type { Gate } from '../gates/all-gates.ts';
import type { HeadRuns } from './same-runs.ts';
import { type Paired, removedAtHead, type Weakening, weakened } from './weakening.ts';

/** Reads the results of needed jobs: `needs.test.result`, `contains(needs.*.result, …)`, `toJSON(needs)`. */
const readsResults = /\bneeds(?:\.[\w*-]+|\[[^[\]]*\])\.result\b|\btoJSON\(\s*needs\s*\)/i;
const readsAllResults = /^re-actors\/alls-green@/;

/**
 * Returns jobs that wait for less than before: jobs without checks of their own (they collect results or
 * publish) that no longer need a job with gates, and jobs that no longer read the results of needed jobs. A
 * job with checks of its own that only starts earlier is not weakened.
 */
export function weakenedNeeds(
  { pairs }: Paired<Gate>,
  base: readonly Workflow[],
  head: readonly Workflow[],
): readonly Weakening[] {
  const counterparts = matchingJobs(pairs);
  const now = new Map(head.map((workflow) => [workflow.path, workflow.jobs]));
  const gathers = head.some(({ jobs }) =>
    jobs.some((job) => job.needs.length > 0 && resultsReadIn(job) !== undefined),
  );
  return base.flatMap(({ path, jobs }) => {
    const after = now.get(path) ?? [];
    // A job with checks of its own that starts earlier is not weakened.
    const others = jobs.filter(
      ({ id, needs }) => needs.length > 0 && !counterparts.has(keyOf(path, id)),
    );
    return others.flatMap((job) => {
      const counterpart = after.find(({ id }) => id === job.id);
      if (counterpart === undefined) return gathers ? [] : removedJob(path, job);
      const dropped = droppedNeeds(
        path,
        job,
        counterpart,
        neededBy(counterpart, after),
        counterparts,
      );
      return [...dropped, ...ignoredResults(path, job, counterpart)];
    });
  });
}

function keyOf(path: string, job: string): string {
  return `${path}\n${job}`;
}

/** Maps each job that had gates, called ones included, to the jobs that have them now. */
function matchingJobs(pairs: Paired<Gate>['pairs']): ReadonlyMap<string, ReadonlySet<string>> {
  const counterparts = new Map<string, Set<string>>();
  for (const [before, after] of pairs) {
    for (const key of holdersOf(before)) {
      const known = counterparts.get(key) ?? new Set();
      for (const holder of holdersOf(after)) known.add(holder);
      counterparts.set(key, known);
    }
  }
  return counterparts;
}

function holdersOf({ workflow: { path }, job, via }: Gate): readonly string[] {
  return [keyOf(path, job.id), ...via.map((call) => keyOf(call.path, call.job.id))];
}

/** Returns the ids of all jobs that a job waits for, directly or not. */
function neededBy(job: WorkflowJob, jobs: readonly WorkflowJob[]): ReadonlySet<string> {
  const byId = new Map(jobs.map((one) => [one.id, one]));
  const found = new Set(job.needs.map(({ value }) => value));
  for (const id of found) for (const { value } of byId.get(id)?.needs ?? []) found.add(value);
  return found;
}

function droppedNeeds(
  path: string,
  job: WorkflowJob,
  counterpart: WorkflowJob,
  reached: ReadonlySet<string>,
  counterparts: ReadonlyMap<string, ReadonlySet<string>>,
): readonly Weakening[] {
  return job.needs.flatMap(({ value, line }) => {
    const here = [...(counterparts.get(keyOf(path, value)) ?? [])].filter((key) =>
      key.startsWith(`${path}\n`),
    );
    // A gate that moved to another file cannot be needed here; a removed gate is reported as removed.
    if (here.length === 0 || here.some((key) => reached.has(key.slice(path.length + 1)))) return [];
    const text = counterpart.needs.map((need) => need.value).join(', ');
    const after = { path, line: counterpart.needs[0]?.line ?? counterpart.line, text };
    const before = { path, line, text: `needs: ${value}` };
    return [weakened('need-dropped', before, after, { job: counterpart.id })];
  });
}

function ignoredResults(
  path: string,
  job: WorkflowJob,
  counterpart: WorkflowJob,
): readonly Weakening[] {
  const results = resultsReadIn(job);
  if (results === undefined || resultsReadIn(counterpart) !== undefined) return [];
  const before = { path, line: results.line, text: shownNeeds(results.value) };
  return [
    weakened(
      'need-dropped',
      before,
      { path, line: counterpart.line, text: '' },
      { job: counterpart.id },
    ),
  ];
}

function removedJob(path: string, job: WorkflowJob): readonly Weakening[] {
  return resultsReadIn(job) === undefined
    ? []
    : [removedAtHead('job-removed', { path, line: job.line, text: job.name }, { job: job.id })];
}

/** Returns where a job reads the results of the jobs it needs. */
function resultsReadIn({ if: condition, steps }: WorkflowJob): At<string> | undefined {
  const texts = steps.flatMap(({ if: stepCondition, run, env, with: inputs, uses }) => [
    ...(uses !== undefined && readsAllResults.test(uses.uses)
      ? [{ value: uses.uses, line: uses.line }]
      : []),
    ...(run === undefined ? [] : [{ value: run.text, line: run.line }]),
    ...(stepCondition === undefined ? [] : [stepCondition]),
    ...env,
    ...inputs,
  ]);
  return [...texts, ...(condition === undefined ? [] : [condition])].find(
    ({ value }) => readsResults.test(value) || readsAllResults.test(value),
  );
}

function shownNeeds(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, 200);
}

/**
 * GitHub's default timeout of a job, in minutes (docs, "Workflow syntax", `timeout-minutes`, read
 * 2026-11-22).
 */
const DEFAULT_TIMEOUT = 360;

/**
 * Returns matrix jobs that were dropped from jobs with gates, and raised timeouts of jobs and steps. Skips a
 * gate that moved into a called workflow (it has its caller's matrix and limits) and a matrix job that other
 * jobs of the head run.
 */
export function weakenedJobs({ pairs }: Paired<Gate>, head: HeadRuns): readonly Weakening[] {
  return pairs.flatMap(([before, after]) => {
    if (isCalled(after) && before.workflow.path !== after.workflow.path) return [];
    return [
      ...droppedMatrixJobs(before, after, head),
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

function droppedMatrixJobs(before: Gate, after: Gate, head: HeadRuns): Weakening[] {
  const was = matrixJobsOf(before.job.matrix);
  const is = matrixJobsOf(after.job.matrix);
  if (was === 'dynamic' || is === 'dynamic' || was.length < 2) return [];
  const lost = was.filter((one) => !is.includes(one));
  const added = is.filter((one) => !was.includes(one));
  const dropped = lost.filter(
    (one) => !takeSuccessor(one, added) && !head.hasMatrixJob(before, one, after),
  );
  // A matrix job whose keys were only renamed or extended still runs.
  if (dropped.length === 0 || (added.length > 0 && is.length >= was.length && sameValues(was, is)))
    return [];
  const line = after.job.matrix?.line ?? after.job.line;
  return [
    weakened(
      'matrix-leg-dropped',
      {
        path: before.workflow.path,
        line: before.job.matrix?.line ?? before.job.line,
        text: shown(dropped),
      },
      {
        path: after.workflow.path,
        line,
        text: is.length === 0 ? '' : `${is.length} of ${was.length} matrix jobs`,
      },
      { job: after.job.id },
    ),
  ];
}

function matrixJobsOf(matrix: Matrix | undefined): readonly string[] | 'dynamic' {
  return matrix?.legs ?? [];
}

function shown(jobs: readonly string[]): string {
  const some = jobs.slice(0, 5).join('; ');
  return jobs.length > 5 ? `${some}; and ${jobs.length - 5} more` : some;
}

/** Matches an old matrix job with a new one that differs only in newer versions; uses each new one once. */
function takeSuccessor(matrixJob: string, added: string[]): boolean {
  const index = added.findIndex((candidate) => succeeds(matrixJob, candidate));
  if (index === -1) return false;
  added.splice(index, 1);
  return true;
}

function succeeds(matrixJob: string, candidate: string): boolean {
  const [was, is] = [matrixJob.split(', '), candidate.split(', ')];
  const changed = was.filter((part, at) => part !== is[at]);
  const differing = is.filter((part, at) => part !== was[at]);
  if (was.length !== is.length || changed.length === 0) return false;
  return changed.every((part, at) => isNewer(part, differing[at] ?? ''));
}

/** `py=3.9` and `py=3.13`, `os=ubuntu-22.04` and `os=ubuntu-24.04`: same words, greater numbers. */
function isNewer(was: string, is: string): boolean {
  if (isLatest(was, is) || isLatest(is, was)) return true;
  if (
    was.replace(/\d+/g, '#').replace(/(?<!\.#)(?:\.#)+$/, '') !==
    is.replace(/\d+/g, '#').replace(/(?<!\.#)(?:\.#)+$/, '')
  ) {
    return false;
  }
  const [old, now] = [was, is].map((text) => (text.match(/\d+/g) ?? []).map(Number));
  const at = (old ?? []).findIndex((number, index) => number !== now?.[index]);
  return at === -1 || (now?.[at] ?? 0) > (old?.[at] ?? 0);
}

/** `ubuntu-latest` is one of the numbered images; which one changes over time. */
function isLatest(latest: string, numbered: string): boolean {
  const [, name = ''] = /^(.*)latest$/.exec(latest) ?? [];
  return name !== '' && numbered.startsWith(name) && /^\d/.test(numbered.slice(name.length));
}

function sameValues(was: readonly string[], is: readonly string[]): boolean {
  const values = (matrixJob: string) =>
    matrixJob.split(', ').map((part) => part.replace(/^[^=]*=/, ''));
  const now = is.map((one) => new Set(values(one)));
  return was.every((one) => now.some((set) => values(one).every((value) => set.has(value))));
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
      { path: before.workflow.path, line: was.line, text: `timeout-minutes: ${was.value}` },
      {
        path: after.workflow.path,
        line: is?.line ?? (step === '' ? after.job.line : after.step.line),
        text,
      },
      { job: after.job.id, step },
    ),
  ];
}

function minutesOf(timeout: At<number | string> | undefined): number | undefined {
  if (timeout === undefined) return DEFAULT_TIMEOUT;
  return typeof timeout.value === 'number' ? timeout.value : undefined;
}
