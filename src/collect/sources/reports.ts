import { attemptOutcome, currentAttempt } from '../../model/current-attempt.ts';
import { type Evidence, present } from '../../model/evidence.ts';
import type { SourceKind } from '../../model/reports.ts';
import type { RepositoryFiles } from '../../model/repository.ts';
import type { WorkflowRun } from '../../model/run.ts';
import type { CollectJob } from '../base/collect-job.ts';
import { defineSources } from '../base/source.ts';
import { artifactEvidence, completeReports, isToRead, refusedLists } from './artifacts.ts';
import { withLogReports } from './log-reports.ts';
import { lostSources } from './lost-sources.ts';
import { readRunReports, readWorkspaceFiles } from './report-files.ts';
import { filesAt } from './repository-files.ts';
import { type ReportEvidence, sortReports } from './sort-reports.ts';
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
    testJobs: 'github',
  },
  after: ['runs', 'baseFiles', 'expectedRuns', 'previous'],
  cost: 'low',
  async collect(job, dependencies) {
    const repository = filesAt(job, job.target.commits.audited);
    const runs = await dependencies.runs;
    const { manifest, ...collected } = await collectReports(job, runs, repository);
    const lost =
      job.target.occasion.kind === 'local'
        ? []
        : await lostSources(job, manifest.files, kindsIn(collected), {
            runs: runs.state === 'present' ? runs.value : [],
            files: await repository,
            baseFiles: await dependencies.baseFiles,
            expectedRuns: await dependencies.expectedRuns,
            previous: await dependencies.previous,
          });
    const found = {
      ...manifest,
      workflows: workflowsOf(await repository),
      baseWorkflows: workflowsOf(await dependencies.baseFiles),
    };
    return { ...collected, sources: sourceManifest(job, found, lost) };
  },
});

function workflowsOf(files: Evidence<Pick<RepositoryFiles, 'workflows'>>) {
  return files.state === 'present' ? files.value.workflows : [];
}

/** Returns the kinds of reports that there are, logs included. */
function kindsIn(found: ReportEvidence): ReadonlySet<SourceKind> {
  const states: Readonly<Record<SourceKind, string>> = {
    tests: found.tests.state,
    coverage: found.coverage.state,
    findings: found.findings.state,
    sbom: found.inventory.state,
    benchmark: found.benchmarks.state,
  };
  const kinds = Object.keys(states) as readonly SourceKind[];
  return new Set(kinds.filter((kind) => states[kind] === 'present'));
}

const NOTHING = {
  why: 'no artifact of the evidence runs is a report of this kind',
  source: { what: 'artifacts of the evidence runs' },
};

function hasEnded(run: WorkflowRun): boolean {
  return attemptOutcome(currentAttempt(run)) !== 'unfinished';
}

async function collectReports(
  job: CollectJob,
  runs: Evidence<readonly WorkflowRun[]>,
  repository: Promise<Evidence<RepositoryFiles>>,
) {
  const evidenceRuns = runs.state === 'present' ? runs.value : [];
  const byId = new Map(evidenceRuns.map((run) => [run.id, run]));
  prefetchLogs(job, runs, repository).catch(() => undefined);
  const [{ list, ...read }, workspace] = await Promise.all([
    readRunReports(job, evidenceRuns, repository),
    readWorkspaceFiles(job),
  ]);
  const files = [...read.files, ...workspace];
  const sorted = sortReports(job, files, read.records, byId, await repository);
  const [completed, testJobs] = await Promise.all([
    withLogReports(job, runs, await repository, sorted, list.records.filter(isToRead).length),
    collectTestJobs(job, runs, await repository, read.records, sorted.tests),
  ]);
  // Tests and coverage are needed wherever there is code, scans and bills of materials are not.
  const ended = runs.state === 'present' && runs.value.every(hasEnded);
  const complete = <T>(reports: Evidence<T>) =>
    ended ? completeReports(reports, { ...list, records: read.records }, NOTHING) : reports;
  // A run whose artifacts were not listed may have a report of any kind.
  const listed = <T>(found: Evidence<T>) =>
    found.state === 'present'
      ? present(found.value, found.source, [...(found.unread ?? []), ...refusedLists(list)])
      : found;
  return {
    tests: listed(completed.tests),
    coverage: listed(completed.coverage),
    benchmarks: listed(completed.benchmarks),
    findings: complete(completed.findings),
    inventory: complete(completed.inventory),
    testJobs,
    artifacts: artifactEvidence(list, read.records),
    manifest: {
      runs: byId,
      records: read.records,
      files,
      refused: list.refused,
      broken: read.records.filter(
        (record, at) => record.state === 'unreadable' && isToRead(list.records[at] ?? record),
      ),
    },
  };
}
