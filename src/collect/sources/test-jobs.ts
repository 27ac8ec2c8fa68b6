import { outcomeOf } from '../../model/current-attempt.ts';
import { absent, type Evidence, present } from '../../model/evidence.ts';
import type { EvidenceByKind } from '../../model/evidence-file.ts';
import type { ArtifactRecord, TestJob, TestJobLog } from '../../model/reports.ts';
import type { RepositoryFiles } from '../../model/repository.ts';
import { apiErrorText } from '../../model/result.ts';
import type { WorkflowRun } from '../../model/run.ts';
import { readLog } from '../../report-formats/logs/read-log.ts';
import type { CollectJob } from '../collect-job.ts';
import { jobOfArtifact } from './artifact-job.ts';
import { type JobWithTests, jobsWithTests } from './jobs-with-tests.ts';

/**
 * Jobs whose logs are held against their reports; each log costs a request. Where there are more,
 * only those are read that may explain why a step failed whose report names no failure.
 */
export const MAX_LOGS = 6;

interface Reporting extends JobWithTests {
  readonly artifacts: readonly number[];
}

/** Asks for the logs of the jobs that ran tests before anybody knows their reports, where there are few. */
export async function askLogsEarly(
  job: CollectJob,
  runs: Evidence<readonly WorkflowRun[]>,
  files: Promise<Evidence<RepositoryFiles>>,
): Promise<void> {
  if (runs.state !== 'present' || !job.wanted('testJobs')) return;
  const repository = await files;
  const jobs = current(runs.value).flatMap((run) => jobsWithTests(run, repository));
  if (jobs.length <= MAX_LOGS) for (const one of jobs) void job.reads.jobLog(one.job.id);
}

/**
 * What the jobs whose test reports were read say of the same tests: how their test steps ended, and
 * the totals in their logs. Only jobs to which a report can be assigned.
 */
export async function collectTestJobs(
  job: CollectJob,
  runs: Evidence<readonly WorkflowRun[]>,
  files: Evidence<RepositoryFiles>,
  records: readonly ArtifactRecord[],
  tests: Evidence<EvidenceByKind['tests']>,
): Promise<Evidence<readonly TestJob[]>> {
  if (runs.state !== 'present' || tests.state !== 'present' || !job.wanted('testJobs')) {
    return absent('there is no test report of a run to hold against its job');
  }
  const reported = new Set(tests.value.flatMap(({ source }) => source.artifactId ?? []));
  const jobs = current(runs.value).flatMap((run) =>
    reporting(
      jobsWithTests(run, files),
      records.filter(({ id, runId }) => runId === run.id && reported.has(id)),
    ),
  );
  if (jobs.length === 0) return absent('no report can be assigned to the job that made it');
  const wanted = logsWanted(jobs, tests.value);
  if (wanted.size < jobs.length) {
    job.notice(
      `${jobs.length} jobs uploaded test reports; the logs of ${jobs.length - wanted.size} were not held against them`,
    );
  }
  const read = await Promise.all(
    jobs.map(async (one) => testJob(one, await logOf(job, one, wanted.has(one)))),
  );
  return present(read.sort(inOrder), { what: 'jobs that ran tests, and their logs' });
}

function current(runs: readonly WorkflowRun[]): readonly WorkflowRun[] {
  return runs.filter(({ relation }) => relation !== 'stale');
}

function reporting(
  jobs: readonly JobWithTests[],
  records: readonly ArtifactRecord[],
): readonly Reporting[] {
  const own = records.map((record) => ({ id: record.id, of: jobOfArtifact(record, jobs) }));
  return jobs
    .map((one) => ({
      ...one,
      artifacts: own.filter(({ of }) => of === one).map(({ id }) => id),
    }))
    .filter(({ artifacts }) => artifacts.length > 0);
}

function logsWanted(
  jobs: readonly Reporting[],
  tests: EvidenceByKind['tests'],
): ReadonlySet<Reporting> {
  if (jobs.length <= MAX_LOGS) return new Set(jobs);
  const failing = new Set(
    tests.flatMap(({ source, report: { counts } }) =>
      counts.failed + counts.errored > 0 ? (source.artifactId ?? []) : [],
    ),
  );
  const odd = jobs.filter(
    ({ steps, artifacts }) =>
      steps.some(({ progress }) => outcomeOf(progress) === 'failed') &&
      !artifacts.some((id) => failing.has(id)),
  );
  return new Set(odd.slice(0, MAX_LOGS));
}

function testJob({ run, attempt, job, steps, artifacts }: Reporting, log: TestJobLog): TestJob {
  return {
    runId: run.id,
    attempt,
    job: job.name,
    url: job.url,
    steps: steps.map(({ name, progress }) => ({
      name,
      outcome: outcomeOf(progress) === 'failed' ? 'failed' : 'passed',
    })),
    artifacts: [...artifacts].sort((a, b) => a - b),
    log,
  };
}

function inOrder(a: TestJob, b: TestJob): number {
  return a.runId - b.runId || (a.artifacts[0] ?? 0) - (b.artifacts[0] ?? 0);
}

async function logOf(job: CollectJob, one: JobWithTests, wanted: boolean): Promise<TestJobLog> {
  if (!wanted) return { state: 'unread', why: `the logs of at most ${MAX_LOGS} jobs are read` };
  const log = await job.reads.jobLog(one.job.id);
  if (!log.ok) {
    const why = `the log of job ${one.job.name} could not be read: ${apiErrorText(log.error)}`;
    job.notice(`${why}; its test report was not held against it`);
    return { state: 'unreadable', why };
  }
  const readings = readLog(log.value.split('\n'), (what) =>
    job.notice(`the log of job ${one.job.name}: ${what}`),
  );
  return {
    state: 'read',
    totals: readings.flatMap((reading) =>
      reading.kind === 'tests' && reading.unit === 'tests'
        ? [{ format: reading.format, line: reading.line, counts: reading.counts }]
        : [],
    ),
    missed: readings.flatMap((reading) =>
      reading.kind === 'threshold' && !reading.met
        ? [`coverage of ${reading.measured} % where ${reading.required} % are required`]
        : [],
    ),
  };
}
