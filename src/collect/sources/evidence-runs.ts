import { apiErrorText } from '../../model/api-error-text.ts';
import type { ListedJob, ListedRun } from '../../model/forge.ts';
import type { Result } from '../../model/result.ts';
import type { RunRelation } from '../../model/run.ts';
import type { CollectJob } from '../base/collect-job.ts';
import { findOwnJob, isOwnJob, isOwnWorkflow } from './own-job.ts';
import { isWorkflow } from './source-match.ts';

/** Earlier runs of the audit's own workflow that are looked into, the newest, whatever became of them. */
const MOST = 3;

/**
 * Leaves out other runs of the audit's own workflow where that holds the audit alone: many audits of
 * one commit, by schedule or for many milestones, would otherwise all be read by each of them. One
 * that ended badly may hold a job from after its audit, so the newest of those are looked into.
 */
async function withoutOtherAudits(
  job: CollectJob,
  runs: readonly RelatedRun[],
): Promise<readonly RelatedRun[]> {
  const { event } = job.world;
  const isOther = ({ run }: RelatedRun): boolean =>
    event.runId !== 0 && run.id !== event.runId && isOwnWorkflow(event, run);
  const others = runs.filter(isOther);
  if (others.length === 0 || !(await isAlone(job))) return runs;
  const bad = others.filter(
    ({ run: { progress } }) => progress.state === 'ended' && progress.conclusion !== 'success',
  );
  const newest = [...bad].sort((a, b) => b.run.id - a.run.id).slice(0, MOST);
  if (bad.length > newest.length) {
    job.world.log.info(
      `${bad.length - newest.length} older runs of the audit's own workflow were not looked into`,
    );
  }
  return runs.filter((one) => !isOther(one) || newest.includes(one));
}

/** Whether the run this audit stands in has no other job. */
async function isAlone({ world: { event }, reads }: CollectJob): Promise<boolean> {
  const jobs = await reads.jobs(event.runId);
  if (!jobs.ok || jobs.value.length === 0) return false;
  const own = findOwnJob(event, jobs.value);
  return jobs.value.every(({ name }) => own.names.has(name));
}

/** A run that is evidence, and what ties it to the audited commit. */
export interface RelatedRun {
  readonly run: ListedRun;
  readonly relation: RunRelation;
}

export type RunList =
  | { readonly state: 'listed'; readonly runs: readonly RelatedRun[] }
  | { readonly state: 'refused'; readonly why: string };

/** Between two looks at unfinished runs, in seconds: short at first, because most are nearly done. */
const PAUSES = [5, 10, 15, 30];

/**
 * Runs of the evidence set after waiting for unfinished ones, at most the config's `waitMinutes`.
 * What is unfinished then stays so and is unknown to the judging.
 */
export async function evidenceRuns(job: CollectJob): Promise<RunList> {
  const { world, config } = job;
  const deadline = world.clock.now() + config.waitMinutes * 60_000;
  let list = await listRuns(job, job.reads);
  for (let look = 0; list.state === 'listed'; look += 1) {
    const waiting = await unfinished(job, list.runs, look === 0);
    const left = deadline - world.clock.now();
    if (waiting.length === 0 || left <= 0) return noticed(job, list, waiting);
    world.log.info(`Waiting for ${waiting.join(', ')}`);
    const pause = (PAUSES[look] ?? 60) * 1000;
    await world.clock.sleep(Math.min(pause, left));
    list = await listRuns(job, world.forge);
  }
  return list;
}

function noticed(job: CollectJob, list: RunList, waiting: readonly string[]): RunList {
  const minutes = job.config.waitMinutes;
  for (const what of waiting) job.notice(`${what} was unfinished after ${minutes} minutes`);
  return list;
}

async function listRuns(
  job: CollectJob,
  forge: { runs(sha: string): Promise<Result<readonly ListedRun[]>> },
): Promise<RunList> {
  const { audited, sameTree, stale } = job.target.commits;
  const commits: readonly (readonly [string, RunRelation])[] = [
    [audited, 'audited'],
    ...sameTree.map((sha) => [sha, 'same-tree'] as const),
    ...stale.map((sha) => [sha, 'stale'] as const),
  ];
  const lists = await Promise.all(
    commits.map(async ([sha, relation]) => ({ sha, relation, answer: await forge.runs(sha) })),
  );
  const runs: RelatedRun[] = [];
  for (const { sha, relation, answer } of lists) {
    if (!answer.ok) {
      const why = `workflow runs of commit ${sha.slice(0, 7)} could not be listed: ${apiErrorText(answer.error)}`;
      if (relation === 'audited') return { state: 'refused', why };
      job.notice(why);
      continue;
    }
    runs.push(...answer.value.map((run) => ({ run, relation })));
  }
  const wanted = runs.filter(({ run }) => isEvidence(job, run));
  const kept = await withoutOtherAudits(job, wanted);
  return { state: 'listed', runs: [...kept].sort(byId) };
}

function byId(a: RelatedRun, b: RelatedRun): number {
  return a.run.id - b.run.id;
}

/** Naming no workflow means all. */
function isEvidence({ config }: CollectJob, run: ListedRun): boolean {
  return config.workflows.length === 0 || isWorkflow(config.workflows, run);
}

/** What is still going, in words. Stale runs prove nothing and are not waited for. */
async function unfinished(
  job: CollectJob,
  runs: readonly RelatedRun[],
  first: boolean,
): Promise<readonly string[]> {
  const going = runs.filter(
    ({ run, relation }) => relation !== 'stale' && run.progress.state === 'unfinished',
  );
  const named = await Promise.all(
    going.map(async ({ run }) => {
      const name = `run ${run.id} of ${run.workflow}`;
      if (!isOwnWorkflow(job.world.event, run)) return [name];
      return (await othersGoing(job, run, first)) ? [name] : [];
    }),
  );
  return named.flat();
}

/**
 * In a run of the audit's own workflow only the other jobs are waited for; those that wait for a
 * person or for the audit itself would never end while it waits.
 */
async function othersGoing(job: CollectJob, run: ListedRun, first: boolean): Promise<boolean> {
  const { event, forge } = job.world;
  const answer = await (first ? job.reads : forge).jobs(run.id);
  if (!answer.ok) return false;
  const own = findOwnJob(event, run.id === event.runId ? answer.value : []);
  return answer.value
    .filter((one) => one.attempt === run.attempt && !isOwnJob(event, own, run, one))
    .some(isGoing);
}

function isGoing({ progress }: ListedJob): boolean {
  return progress.state === 'unfinished' && ['queued', 'in_progress'].includes(progress.status);
}
