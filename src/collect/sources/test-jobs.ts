import { nextTurn } from '../../lib/concurrency.ts';
import { jobOutcome, outcomeOf } from '../../model/current-attempt.ts';
import { type Evidence, none, present } from '../../model/evidence.ts';
import type { EvidenceByKind } from '../../model/evidence-file.ts';
import type { ArtifactRecord, TestJob, TestJobLog } from '../../model/reports.ts';
import type { RepositoryFiles } from '../../model/repository.ts';
import { apiErrorText } from '../../model/result.ts';
import type { Job, Step, WorkflowRun } from '../../model/run.ts';
import { readLog } from '../../report-formats/logs/read-log.ts';
import { testStepFinder } from '../../workflow/test-steps.ts';
import type { CollectJob } from '../base/collect-job.ts';
import { wasRunning } from './artifact-owner.ts';

const RUN_JOBS = { what: 'jobs of the evidence runs' };

/**
 * Returns the test job that uploaded an artifact; `undefined` when it is not certain. Without a
 * certain job it is the run's only test job, or the only one that was running at that time.
 */
function jobOfArtifact(
  { job: uploader, createdAt }: ArtifactRecord,
  jobs: readonly JobWithTests[],
): JobWithTests | undefined {
  if (jobs.length === 1) return jobs[0];
  const named = jobs.filter(({ job }) => job.name === uploader);
  return only(
    uploader === undefined ? jobs.filter(({ job }) => wasRunning(job, createdAt)) : named,
  );
}

function only<T>(found: readonly T[]): T | undefined {
  return found.length === 1 ? found[0] : undefined;
}

/**
 * Maximum number of jobs whose logs are compared with their reports; each log costs a request. When
 * there are more, only those are read that may explain a failed step whose report names no failure.
 */
export const MAX_LOGS = 6;

interface ReportedJob extends JobWithTests {
  readonly artifacts: readonly number[];
}

/** Starts the requests for the logs of the test jobs, if there are few, while the reports are read. */
export async function prefetchLogs(
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
 * Returns the jobs whose test reports were read: how their test steps ended, and the totals in their
 * logs. Jobs without an assigned report are left out.
 */
export async function collectTestJobs(
  job: CollectJob,
  runs: Evidence<readonly WorkflowRun[]>,
  files: Evidence<RepositoryFiles>,
  records: readonly ArtifactRecord[],
  tests: Evidence<EvidenceByKind['tests']>,
): Promise<Evidence<readonly TestJob[]>> {
  if (runs.state !== 'present' || tests.state !== 'present' || !job.wanted('testJobs')) {
    return none('there is no test report of a run to compare with its job', RUN_JOBS);
  }
  const reported = new Set(tests.value.flatMap(({ source }) => source.artifactId ?? []));
  const jobs = current(runs.value).flatMap((run) =>
    reportedJobs(
      jobsWithTests(run, files),
      records.filter(({ id, runId }) => runId === run.id && reported.has(id)),
    ),
  );
  if (jobs.length === 0) return none('no report can be assigned to the job that made it', RUN_JOBS);
  const wanted = logsWanted(jobs, tests.value);
  if (wanted.size < jobs.length) {
    job.notice(
      `${jobs.length} jobs uploaded test reports; the logs of ${jobs.length - wanted.size} were not compared with them`,
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

function reportedJobs(
  jobs: readonly JobWithTests[],
  records: readonly ArtifactRecord[],
): readonly ReportedJob[] {
  const own = records.map((record) => ({ id: record.id, of: jobOfArtifact(record, jobs) }));
  return jobs
    .map((one) => ({
      ...one,
      artifacts: own.filter(({ of }) => of === one).map(({ id }) => id),
    }))
    .filter(({ artifacts }) => artifacts.length > 0);
}

function logsWanted(
  jobs: readonly ReportedJob[],
  tests: EvidenceByKind['tests'],
): ReadonlySet<ReportedJob> {
  if (jobs.length <= MAX_LOGS) return new Set(jobs);
  const failing = new Set(
    tests.flatMap(({ source, report: { counts } }) =>
      counts.failed + counts.errored > 0 ? (source.artifactId ?? []) : [],
    ),
  );
  const unexplained = jobs.filter(
    ({ steps, artifacts }) =>
      steps.some(({ progress }) => outcomeOf(progress) === 'failed') &&
      !artifacts.some((id) => failing.has(id)),
  );
  return new Set(unexplained.slice(0, MAX_LOGS));
}

function testJob({ run, attempt, job, steps, artifacts }: ReportedJob, log: TestJobLog): TestJob {
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
    job.notice(`${why}; its test report was not compared with it`);
    return { state: 'unreadable', why };
  }
  await nextTurn();
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
        ? [`coverage of ${reading.measured}% where ${reading.required}% is required`]
        : [],
    ),
  };
}

/** A job in which tests ran, with the steps that ran them. */
export interface JobWithTests {
  readonly run: WorkflowRun;
  readonly attempt: number;
  readonly job: Job;
  /** At least one. */
  readonly steps: readonly Step[];
}

/** Returns the ended jobs of a run's newest attempt in which a test step ran. The audit's has no log yet. */
export function jobsWithTests(
  run: WorkflowRun,
  files: Evidence<RepositoryFiles>,
): readonly JobWithTests[] {
  const isTestStep = testStepFinder(files, []);
  const newest = run.attempts.at(-1) ?? run.attempts[0];
  return newest.jobs
    .filter((job) => !job.own && hasRun(jobOutcome(job)))
    .map((job) => ({
      run,
      attempt: newest.number,
      job,
      steps: job.steps.filter(
        (step) => hasRun(outcomeOf(step.progress)) && isTestStep(run, job, step),
      ),
    }))
    .filter(({ steps }) => steps.length > 0);
}

function hasRun(outcome: string): boolean {
  return outcome === 'passed' || outcome === 'failed';
}
