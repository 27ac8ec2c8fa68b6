import { outcomeOf } from '../../model/current-attempt.ts';
import { type Evidence, missing, none, present, unreadable } from '../../model/evidence.ts';
import type { ListedRun } from '../../model/forge.ts';
import { apiErrorText } from '../../model/result.ts';
import { type CollectJob, commitUrl } from '../base/collect-job.ts';
import { defineSource } from '../base/source.ts';
import { isOwnFile } from './own-job.ts';

/**
 * Returns whether the base commit's CI was red. The newest run of each workflow of this repository
 * counts. The audit's own workflow, runs that have not ended, and runs that ran nothing are left out.
 */
async function collectBaseCi(job: CollectJob): Promise<Evidence<'green' | 'red'>> {
  const { base } = job.target.commits;
  if (base === undefined) return none('there is no base commit', { what: 'base commit' });
  const short = base.slice(0, 7);
  const source = {
    what: `workflow runs of the base commit ${short}`,
    url: `${commitUrl(job, base)}/checks`,
    commit: base,
  };
  const runs = await job.reads.runs(base);
  if (!runs.ok) {
    const why = `workflow runs of the base commit ${short} could not be listed: ${apiErrorText(runs.error)}`;
    job.notice(why);
    return unreadable(why, source);
  }
  const ended = newestOfEach(baseRuns(job, runs.value)).filter(
    ({ progress }) => outcomeOf(progress) === 'passed' || outcomeOf(progress) === 'failed',
  );
  if (ended.length === 0) {
    return missing(`no workflow run of the base commit ${short} has ended and ran a job`);
  }
  const isGreen = ended.every(({ progress }) => outcomeOf(progress) === 'passed');
  return present(isGreen ? 'green' : 'red', source);
}

/** Returns the runs of the base that count: those of this repository, without the audit's. */
export function baseRuns(job: CollectJob, runs: readonly ListedRun[]): readonly ListedRun[] {
  const { owner, name } = job.target.repository;
  const here = `${owner}/${name}`.toLowerCase();
  return runs.filter(
    (run) => run.headRepository.toLowerCase() === here && !isOwnFile(job.world.event, run),
  );
}

function newestOfEach(runs: readonly ListedRun[]): readonly ListedRun[] {
  const newest = new Map<string, ListedRun>();
  for (const run of [...runs].sort((a, b) => a.id - b.id)) newest.set(run.path, run);
  return [...newest.values()];
}

export const baseCi = defineSource({
  kind: 'baseCi',
  from: 'github',
  cost: 'low',
  collect: collectBaseCi,
});
