import type { At, Workflow, WorkflowJob } from '../../model/workflow.ts';
import type { Gate } from '../gates/gate-list.ts';
import type { Paired } from './pair-up.ts';
import { gone, type Weakening, weakened } from './weakening.ts';

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
  const before = { path, line: asked.line, text: shown(asked.value) };
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

function shown(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, 200);
}
