import type { ListedJob, ListedRun } from '../../model/forge.ts';
import { apiErrorText, type Result } from '../../model/result.ts';
import type { RunRelation } from '../../model/run.ts';
import type { CollectJob } from '../base/collect-job.ts';
import { findOwnJob, isOwnJob, isOwnWorkflow } from './own-job.ts';
import { isEvidenceWorkflow } from './source-match.ts';

/** Maximum number of the newest failed runs of the audit's own workflow that are read. */
const MAX_OWN_RUNS = 3;

/**
 * Leaves out other runs of the audit's own workflow when the workflow has no other job. Otherwise each
 * of many audits of one commit, by schedule or for many milestones, would read all others. A failed
 * run may have a job that ran after its audit, so the newest failed runs are read.
 */
async function withoutOtherAudits(
  job: CollectJob,
  runs: readonly RelatedRun[],
): Promise<readonly RelatedRun[]> {
  const { event } = job.world;
  const isOther = ({ run }: RelatedRun): boolean =>
    event.runId !== 0 && run.id !== event.runId && isOwnWorkflow(event, run);
  const others = runs.filter(isOther);
  if (others.length === 0 || !(await hasNoOtherJob(job))) return runs;
  const failed = others.filter(
    ({ run: { progress } }) => progress.state === 'ended' && progress.conclusion !== 'success',
  );
  const newest = [...failed].sort((a, b) => b.run.id - a.run.id).slice(0, MAX_OWN_RUNS);
  if (failed.length > newest.length) {
    job.world.log.info(
      `${failed.length - newest.length} older runs of the audit's own workflow were not looked into`,
    );
  }
  return runs.filter((one) => !isOther(one) || newest.includes(one));
}

/** Returns whether the audit's run has no other job. */
async function hasNoOtherJob({ world: { event }, reads }: CollectJob): Promise<boolean> {
  const jobs = await reads.jobs(event.runId);
  if (!jobs.ok || jobs.value.length === 0) return false;
  const own = findOwnJob(event, jobs.value);
  return jobs.value.every(({ name }) => own.names.has(name));
}

/** A run that is evidence, and its relation to the audited commit. */
export interface RelatedRun {
  readonly run: ListedRun;
  readonly relation: RunRelation;
}

export type RunList =
  | { readonly state: 'listed'; readonly runs: readonly RelatedRun[] }
  | { readonly state: 'refused'; readonly why: string };

/** Seconds between two polls for unfinished runs: short at first, because most are nearly done. */
const PAUSES = [5, 10, 15, 30];

/**
 * Returns the runs of the evidence set, after waiting for unfinished ones at most `waitMinutes` of the
 * config. Runs that are unfinished then stay so, and are unknown to the judging.
 */
export async function evidenceRuns(job: CollectJob): Promise<RunList> {
  const { world, config } = job;
  const deadline = world.clock.now() + config.waitMinutes * 60_000;
  let list = await listRuns(job, job.reads);
  for (let poll = 0; list.state === 'listed'; poll += 1) {
    const waiting = await unfinished(job, list.runs, poll === 0);
    const left = deadline - world.clock.now();
    if (waiting.length === 0 || left <= 0) return noticed(job, list, waiting);
    world.log.info(`Waiting for ${waiting.join(', ')}`);
    const pause = (PAUSES[poll] ?? 60) * 1000;
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
      // Runs of other code prove nothing. A failure may be among those of the same tree.
      if (relation !== 'stale') return { state: 'refused', why };
      job.notice(why);
      continue;
    }
    runs.push(...answer.value.map((run) => ({ run, relation })));
  }
  const wanted = runs.filter(({ run }) => isEvidenceWorkflow(job.config, run));
  const kept = await withoutOtherAudits(job, wanted);
  return { state: 'listed', runs: [...kept].sort(byId) };
}

function byId(a: RelatedRun, b: RelatedRun): number {
  return a.run.id - b.run.id;
}

/** Returns the names of unfinished runs. Stale runs prove nothing and are not waited for. */
async function unfinished(
  job: CollectJob,
  runs: readonly RelatedRun[],
  first: boolean,
): Promise<readonly string[]> {
  const running = runs.filter(
    ({ run, relation }) => relation !== 'stale' && run.progress.state === 'unfinished',
  );
  const named = await Promise.all(
    running.map(async ({ run }) => {
      const name = `run ${run.id} of ${run.workflow}`;
      if (!isOwnWorkflow(job.world.event, run)) return [name];
      return (await otherJobsRunning(job, run, first)) ? [name] : [];
    }),
  );
  return named.flat();
}

/**
 * Returns whether another job of the audit's own run is running. Jobs that wait for a person or for
 * the audit itself would never end while the audit waits for them. Jobs that cannot be listed are not
 * waited for: the evidence then says that they are unknown.
 */
async function otherJobsRunning(job: CollectJob, run: ListedRun, first: boolean): Promise<boolean> {
  const { event, forge } = job.world;
  const answer = await (first ? job.reads : forge).jobs(run.id);
  if (!answer.ok) return false;
  const own = findOwnJob(event, run.id === event.runId ? answer.value : []);
  return answer.value
    .filter((one) => one.attempt === run.attempt && !isOwnJob(event, own, run, one))
    .some(isRunning);
}

function isRunning({ progress }: ListedJob): boolean {
  return progress.state === 'unfinished' && ['queued', 'in_progress'].includes(progress.status);
}
