import type { CollectJob } from '../collect-job.ts';
import { findOwnJob, isOwnWorkflow } from './own-job.ts';
import type { RelatedRun } from './related-run.ts';

/** Earlier runs of the audit's own workflow that are looked into, the newest, whatever became of them. */
const MOST = 3;

/**
 * Leaves out other runs of the audit's own workflow where that holds the audit alone: many audits of
 * one commit, by schedule or for many milestones, would otherwise all be read by each of them. One
 * that ended badly may hold a job from after its audit, so the newest of those are looked into.
 */
export async function withoutOtherAudits(
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
