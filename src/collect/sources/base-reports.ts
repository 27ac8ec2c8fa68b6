import { absent } from '../../model/evidence.ts';
import type { EvidenceSet } from '../../model/evidence-file.ts';
import type { ListedRun } from '../../model/forge.ts';
import { apiErrorText } from '../../model/result.ts';
import type { WorkflowRun } from '../../model/run.ts';
import type { CollectJob } from '../base/collect-job.ts';
import { defineSources } from '../base/source.ts';
import { listArtifacts } from './artifacts.ts';
import { baseRuns } from './base-ci.ts';
import { readArtifactFiles } from './report-files.ts';
import { sortReports } from './sort-reports.ts';

type BaseReports = Required<Pick<EvidenceSet, 'baseTests' | 'baseCoverage' | 'baseInventory'>>;

/** Maximum number of runs of the base whose artifacts are read. */
const MAX_RUNS = 10;

/** Returns the reports of the base commit's runs, for comparisons. */
async function collectBaseReports(job: CollectJob): Promise<BaseReports> {
  const { base } = job.target.commits;
  if (base === undefined) return none('there is no base commit');
  const listed = await job.reads.runs(base);
  if (!listed.ok) {
    return none(
      `workflow runs of the base commit could not be listed: ${apiErrorText(listed.error)}`,
    );
  }
  const runs = baseRuns(job, listed.value)
    .filter(({ progress }) => progress.state === 'ended')
    .sort((a, b) => b.id - a.id)
    .slice(0, MAX_RUNS)
    .map(baseRun);
  if (runs.length === 0)
    return none(`no workflow run of the base commit ${base.slice(0, 7)} has ended`);
  const byId = new Map(runs.map((run) => [run.id, run]));
  const urls = new Map(runs.map((run) => [run.id, run.url]));
  const list = await listArtifacts(job, runs);
  // Problems of the base's artifacts are not problems of this audit.
  const quiet = { ...job, notice: () => undefined };
  const { files } = await readArtifactFiles(quiet, list.records, urls);
  const sorted = sortReports(quiet, files, byId);
  return {
    baseTests: sorted.tests,
    baseCoverage: sorted.coverage,
    baseInventory: sorted.inventory,
  };
}

function none(why: string): BaseReports {
  return { baseTests: absent(why), baseCoverage: absent(why), baseInventory: absent(why) };
}

/** A run of the base has no jobs here: only its reports are compared. */
function baseRun(run: ListedRun): WorkflowRun {
  const { id, workflow, path, event, headSha, headBranch, runNumber, url, createdAt } = run;
  return {
    id,
    workflow,
    path,
    event,
    headSha,
    headBranch,
    runNumber,
    url,
    createdAt,
    relation: 'audited',
    trusted: true,
    attempts: [
      { number: run.attempt, progress: run.progress, startedAt: createdAt, url, jobs: [] },
    ],
  };
}

export const baseReports = defineSources({
  from: { baseTests: 'github', baseCoverage: 'github', baseInventory: 'github' },
  after: [],
  cost: 'high',
  collect: collectBaseReports,
});
