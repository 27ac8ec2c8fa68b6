import type { Evidence } from '../../model/evidence.ts';
import type { RepositoryFiles } from '../../model/repository.ts';
import type { WorkflowRun } from '../../model/run.ts';
import type { CollectJob } from '../base/collect-job.ts';
import { defineSources } from '../base/source.ts';
import { artifactEvidence, isToRead, listArtifacts } from './artifacts.ts';
import { withLogReports } from './log-reports.ts';
import { readArtifactFiles, readWorkspaceFiles } from './report-files.ts';
import { filesAt } from './repository-files.ts';
import { sortReports } from './sort-reports.ts';
import { sourceManifest } from './source-manifest.ts';
import { collectTestJobs, prefetchLogs } from './test-jobs.ts';

/** The artifacts of the runs and the reports in them, completed by the logs of the jobs. */
export const reports = defineSources({
  from: {
    artifacts: 'github',
    tests: 'either',
    coverage: 'either',
    findings: 'either',
    inventory: 'either',
    benchmarks: 'either',
    sources: 'github',
    testJobs: 'local',
  },
  after: ['runs'],
  cost: 'low',
  async collect(job, { runs }) {
    return collectReports(job, await runs, filesAt(job, job.target.commits.audited));
  },
});

async function collectReports(
  job: CollectJob,
  runs: Evidence<readonly WorkflowRun[]>,
  repository: Promise<Evidence<RepositoryFiles>>,
) {
  const evidenceRuns = runs.state === 'present' ? runs.value : [];
  const byId = new Map(evidenceRuns.map((run) => [run.id, run]));
  const urls = new Map(evidenceRuns.map((run) => [run.id, run.url]));
  prefetchLogs(job, runs, repository).catch(() => undefined);
  const list = await listArtifacts(job, evidenceRuns);
  const [read, workspace] = await Promise.all([
    readArtifactFiles(job, list.records, urls),
    readWorkspaceFiles(job),
  ]);
  const files = [...read.files, ...workspace];
  const sorted = sortReports(job, files, byId);
  const [completed, testJobs] = await Promise.all([
    withLogReports(job, runs, await repository, sorted),
    collectTestJobs(job, runs, await repository, read.records, sorted.tests),
  ]);
  return {
    ...completed,
    testJobs,
    artifacts: artifactEvidence(list, read.records),
    sources: sourceManifest(job, {
      runs: byId,
      records: read.records,
      files,
      refused: list.refused,
      broken: read.records.filter(
        (record, at) => record.state === 'unreadable' && isToRead(list.records[at] ?? record),
      ),
    }),
  };
}
