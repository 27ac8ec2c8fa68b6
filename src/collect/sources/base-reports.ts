import { type Evidence, missing, none, type Source } from '../../model/evidence.ts';
import type { EvidenceSet } from '../../model/evidence-file.ts';
import { apiErrorText } from '../../model/result.ts';
import type { CollectJob } from '../base/collect-job.ts';
import { type Dependencies, defineSources } from '../base/source.ts';
import { completeReports } from './artifacts.ts';
import { baseRuns } from './base-ci.ts';
import { readRunReports } from './report-files.ts';
import { baseRun } from './runs.ts';
import { sortReports } from './sort-reports.ts';

type BaseReports = Required<Pick<EvidenceSet, 'baseTests' | 'baseCoverage' | 'baseInventory'>>;

/** Maximum number of runs of the base whose artifacts are read. */
const MAX_RUNS = 10;

/**
 * Returns the reports of the base commit's runs, for comparisons. A kind of report is proven not to
 * exist there when every artifact of every run of the base was listed and read, or when no workflow
 * file of the base starts on a push, so that nothing could have run.
 */
async function collectBaseReports(
  job: CollectJob,
  dependencies: Dependencies<'baseFiles'>,
): Promise<BaseReports> {
  const { base } = job.target.commits;
  if (base === undefined) return all(none('there is no base commit', { what: 'base commit' }));
  const source = { what: `workflow runs of the base commit ${base.slice(0, 7)}`, commit: base };
  const listed = await job.reads.runs(base);
  if (!listed.ok) {
    return all(missing(`${source.what} could not be listed: ${apiErrorText(listed.error)}`));
  }
  const own = baseRuns(job, listed.value);
  // Problems of the base's runs and artifacts are not problems of this audit.
  const quiet = { ...job, notice: () => undefined };
  const ended = own
    .filter(({ progress }) => progress.state === 'ended')
    .sort((a, b) => b.id - a.id)
    .slice(0, MAX_RUNS);
  const runs = await Promise.all(ended.map((run) => baseRun(quiet, run)));
  if (runs.length === 0) return all(await whyNothingRan(own.length, source, dependencies));
  const byId = new Map(runs.map((run) => [run.id, run]));
  const { list, files, records } = await readRunReports(quiet, runs, dependencies.baseFiles);
  const sorted = sortReports(quiet, files, records, byId, await dependencies.baseFiles);
  const unreadRuns =
    runs.length === own.length
      ? []
      : [`${own.length - runs.length} runs of the base were not read`];
  const found = { records, refused: [...list.refused, ...unreadRuns] };
  const proof = { why: 'no artifact of the base has a report of this kind', source };
  return {
    baseTests: completeReports(sorted.tests, found, proof),
    baseCoverage: completeReports(sorted.coverage, found, proof),
    baseInventory: completeReports(sorted.inventory, found, proof),
  };
}

function all(evidence: Evidence<never>): BaseReports {
  return { baseTests: evidence, baseCoverage: evidence, baseInventory: evidence };
}

async function whyNothingRan(
  unfinished: number,
  source: Source,
  { baseFiles }: Dependencies<'baseFiles'>,
): Promise<Evidence<never>> {
  if (unfinished > 0) return missing('the workflow runs of the base commit have not ended');
  const files = await baseFiles;
  const silent =
    files.state === 'present' &&
    files.value.workflows.every(
      (file) =>
        file.state === 'present' &&
        file.workflow.triggers.every(({ event }) => !STARTS_ON_COMMIT.has(event)),
    );
  return silent
    ? none('no workflow of the base starts on a push, so nothing ran there', source)
    : missing('the base commit has no workflow run');
}

/** Events that start a run for a commit of the base branch without anybody asking for it. */
const STARTS_ON_COMMIT = new Set(['push', 'merge_group']);

export const baseReports = defineSources({
  from: { baseTests: 'github', baseCoverage: 'github', baseInventory: 'github' },
  after: ['baseFiles'],
  cost: 'high',
  collect: collectBaseReports,
});
