import { memoize } from '../../lib/memoize.ts';
import { type Evidence, missing, none, type Source } from '../../model/evidence.ts';
import type { EvidenceSet } from '../../model/evidence-file.ts';
import type { ListedRun } from '../../model/forge.ts';
import type { RepositoryFiles } from '../../model/repository.ts';
import { apiErrorText } from '../../model/result.ts';
import type { WorkflowRun } from '../../model/run.ts';
import { startsOnTagsOnly } from '../../workflow/expected-runs.ts';
import { isUpload } from '../../workflow/uploads.ts';
import type { CollectJob } from '../base/collect-job.ts';
import { type Dependencies, defineSources } from '../base/source.ts';
import { type ArtifactList, completeReports } from './artifacts.ts';
import { baseRuns } from './base-ci.ts';
import { type ReportFile, readRunReports } from './report-files.ts';
import { filesAt } from './repository-files.ts';
import { baseRun } from './runs.ts';
import { sortReports } from './sort-reports.ts';

type BaseReports = Required<Pick<EvidenceSet, 'baseTests' | 'baseCoverage' | 'baseInventory'>>;

/** Maximum number of runs of the base whose artifacts are read. */
const MAX_RUNS = 10;

/** The report files of the base commit's runs, or why there are none. */
export type BaseRead =
  | { readonly state: 'no-base' }
  /** The runs could not be listed. */
  | { readonly state: 'refused'; readonly why: string }
  | { readonly state: 'nothing-ran'; readonly unfinished: number; readonly source: Source }
  | {
      readonly state: 'read';
      readonly source: Source;
      readonly runs: ReadonlyMap<number, WorkflowRun>;
      readonly files: readonly ReportFile[];
      readonly records: ArtifactList['records'];
      /** Runs beyond the limit that may have uploaded reports. */
      readonly unread: readonly ListedRun[];
      /** What was not listed, in words. */
      readonly refused: readonly string[];
    };

/** Reads the reports of the base once for comparisons and for the kinds that were lost since. */
export const readBase = memoize(async (job: CollectJob): Promise<BaseRead> => {
  const { base } = job.target.commits;
  if (base === undefined) return { state: 'no-base' };
  const source = { what: `workflow runs of the base commit ${base.slice(0, 7)}`, commit: base };
  const listed = await job.reads.runs(base);
  if (!listed.ok) {
    const why = `${source.what} could not be listed: ${apiErrorText(listed.error)}`;
    return { state: 'refused', why };
  }
  const own = baseRuns(job, listed.value);
  // Problems of the base's runs and artifacts are not problems of this audit.
  const quiet = { ...job, notice: () => undefined };
  const ended = await uploadingFirst(
    job,
    base,
    own.filter(({ progress }) => progress.state === 'ended'),
  );
  const runs = await Promise.all(ended.slice(0, MAX_RUNS).map((run) => baseRun(quiet, run)));
  const unread = ended.slice(MAX_RUNS);
  if (runs.length === 0) return { state: 'nothing-ran', unfinished: own.length, source };
  const byId = new Map(runs.map((run) => [run.id, run]));
  const { list, files, records } = await readRunReports(quiet, runs, filesAt(job, base));
  const open = own.filter(({ progress }) => progress.state !== 'ended');
  const refused = [
    ...list.refused,
    ...open.map(({ id, workflow }) => `${workflow} run ${id} of the base has not ended`),
    ...unread.map(({ id, workflow }) => `${workflow} run ${id} of the base was not read`),
  ];
  return { state: 'read', source, runs: byId, files, records, unread, refused };
});

/**
 * Returns runs in the order in which they are read: of each workflow and event the newest, those that
 * start on a commit first. Beyond the limit, older runs and runs that upload nothing are left out.
 */
async function uploadingFirst(
  job: CollectJob,
  base: string,
  runs: readonly ListedRun[],
): Promise<readonly ListedRun[]> {
  const newestFirst = [...runs].sort((a, b) => b.id - a.id);
  if (runs.length <= MAX_RUNS) return newestFirst;
  const files = await filesAt(job, base);
  const newest = new Map(runs.toSorted((a, b) => a.id - b.id).map((run) => [groupOf(run), run.id]));
  const last = newestFirst.filter((run) => newest.get(groupOf(run)) === run.id);
  const able = last.filter(({ path }) => mayUpload(files, path));
  const early = able.filter(({ event }) => STARTS_ON_COMMIT.has(event));
  return [...early, ...able.filter((run) => !early.includes(run))];
}

function groupOf({ path, event }: ListedRun): string {
  return `${event} ${path}`;
}

/** Whether a workflow uploads an artifact, or may do so: it calls another one, or cannot be read. */
function mayUpload(files: Evidence<RepositoryFiles>, path: string): boolean {
  const file =
    files.state === 'present' ? files.value.workflows.find((one) => one.path === path) : undefined;
  if (file?.state !== 'present') return true;
  return file.workflow.jobs.some((one) => one.uses !== undefined || one.steps.some(isUpload));
}

/**
 * Returns the reports of the base commit's runs, for comparisons. A kind of report is proven not to
 * exist there when every artifact of every run of the base was listed and read, or when no workflow
 * file of the base starts on a push, so that nothing could have run.
 */
async function collectBaseReports(
  job: CollectJob,
  dependencies: Dependencies<'baseFiles'>,
): Promise<BaseReports> {
  const read = await readBase(job);
  switch (read.state) {
    case 'no-base':
      return all(none('there is no base commit', { what: 'base commit' }));
    case 'refused':
      return all(missing(read.why));
    case 'nothing-ran':
      return all(await whyNothingRan(read.unfinished, read.source, dependencies));
    case 'read': {
      const { source } = read;
      const sorted = sortReports(
        { ...job, notice: () => undefined },
        read.files,
        read.records,
        read.runs,
        await dependencies.baseFiles,
      );
      const proof = { why: 'no artifact of the base has a report of this kind', source };
      return {
        baseTests: completeReports(sorted.tests, read, proof),
        baseCoverage: completeReports(sorted.coverage, read, proof),
        baseInventory: completeReports(sorted.inventory, read, proof),
      };
    }
    default:
      return read satisfies never;
  }
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
        file.workflow.triggers.every(
          (trigger) => !STARTS_ON_COMMIT.has(trigger.event) || startsOnTagsOnly(trigger),
        ),
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
