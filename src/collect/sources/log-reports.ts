import { apiErrorText } from '../../model/api-error-text.ts';
import type { CoverageReport } from '../../model/coverage-report.ts';
import { type Evidence, present, type Source } from '../../model/evidence.ts';
import type { EvidenceByKind, RepositoryFiles } from '../../model/evidence-file.ts';
import type { WorkflowRun } from '../../model/run.ts';
import type { CollectedReport } from '../../model/test-report.ts';
import { type LogCoverage, type LogReading, logTestReport } from '../../report-formats/logs/log-reading.ts';
import { readLog } from '../../report-formats/logs/read-log.ts';
import type { CollectJob } from '../collect-job.ts';
import { jobsWithTests, type JobWithTests } from './jobs-with-tests.ts';
import type { ReportEvidence } from './reports.ts';
import { MAX_LOGS } from './test-jobs.ts';

/** Logs read for want of reports; each costs two requests. */
const MAX_LOGS_WITHOUT_REPORT = 20;

interface JobReading extends JobWithTests {
  readonly reading: LogReading;
}

/**
 * Logs as the second source: of runs that ran tests and uploaded no report of them, or none of what
 * they covered, the totals that the tools printed. A broken report is no reason to believe the log
 * instead.
 */
export async function withLogReports(
  job: CollectJob,
  runs: Evidence<readonly WorkflowRun[]>,
  files: Evidence<RepositoryFiles>,
  reports: ReportEvidence,
): Promise<ReportEvidence> {
  if (runs.state !== 'present' || reports.tests.state === 'unreadable') return reports;
  // Files of the workspace are of the run the audit stands in; its own log is not there yet.
  if (reports.tests.state === 'present' && reports.tests.value.some(isOfWorkspace)) return reports;
  const [reported, covered] = [runsOf(reports.tests), runsOf(reports.coverage)];
  const own = runs.value.filter(({ relation }) => relation !== 'stale');
  const silent = own.filter(({ id }) => !reported.has(id));
  const uncovered = own.filter(({ id }) => reported.has(id) && !covered.has(id));
  const jobs = silent.flatMap((run) => jobsWithTests(run, files));
  if (jobs.length > MAX_LOGS_WITHOUT_REPORT) {
    job.notice(
      `${jobs.length} test jobs uploaded no report; the logs of ${MAX_LOGS_WITHOUT_REPORT} were read`,
    );
  }
  const further = fewOf(uncovered.flatMap((run) => jobsWithTests(run, files)));
  const readings = await Promise.all([
    ...jobs.slice(0, MAX_LOGS_WITHOUT_REPORT).map((one) => readingsOf(job, one)),
    ...further.map((one) => readingsOf(job, one, 'no coverage report')),
  ]);
  const all = readings.flat();
  return {
    ...reports,
    tests: added(reports.tests, testsFrom(all.filter(({ run }) => !reported.has(run.id)))),
    coverage: added(reports.coverage, coverageFrom(all.filter(({ run }) => !covered.has(run.id)))),
  };
}

/** Those whose logs are read anyway, to be held against their test reports. */
function fewOf(jobs: readonly JobWithTests[]): readonly JobWithTests[] {
  return jobs.length > MAX_LOGS ? [] : jobs;
}

function isOfWorkspace({ source }: { readonly source: Source }): boolean {
  return source.runId === undefined;
}

function runsOf(evidence: Evidence<readonly { readonly source: Source }[]>): ReadonlySet<number> {
  const reports = evidence.state === 'present' ? evidence.value : [];
  return new Set(reports.flatMap(({ source }) => source.runId ?? []));
}

async function readingsOf(
  job: CollectJob,
  one: JobWithTests,
  lacking = 'no test report',
): Promise<readonly JobReading[]> {
  const log = await job.reads.jobLog(one.job.id);
  if (!log.ok) {
    job.notice(
      `${lacking} was uploaded, and the log of job ${one.job.name} could not be read: ${apiErrorText(log.error)}`,
    );
    return [];
  }
  return readLog(log.value.split('\n'), (what) =>
    job.notice(`the log of job ${one.job.name}: ${what}`),
  ).map((reading) => ({ ...one, reading }));
}

function sourceOf({ run, attempt, job, reading }: JobReading): Source {
  return {
    what: `log of job ${job.name}`,
    url: job.url,
    runId: run.id,
    attempt,
    job: job.name,
    line: reading.line,
  };
}

function testsFrom(readings: readonly JobReading[]): EvidenceByKind['tests'] {
  return readings.flatMap((one) =>
    one.reading.kind === 'tests'
      ? [{ source: sourceOf(one), leg: one.job.name, report: logTestReport(one.reading) }]
      : [],
  );
}

function coverageFrom(readings: readonly JobReading[]): EvidenceByKind['coverage'] {
  return readings.flatMap((one) =>
    one.reading.kind === 'coverage' && one.reading.measure !== 'functions'
      ? [{ source: sourceOf(one), leg: one.job.name, report: coverageReport(one.reading) }]
      : [],
  );
}

/** Where a tool prints only a percentage, the counts carry it in hundredths of a percent, and a note says so. */
function coverageReport(reading: LogCoverage): CoverageReport {
  const { format, measure, percent, lines, branches } = reading;
  const measured = measure === 'lines' ? [] : [`The log gives ${measure}, not lines.`];
  const counted = lines === undefined ? [`The log gives ${percent} % and no counts of lines.`] : [];
  return {
    format,
    origin: 'log',
    lines: lines ?? { covered: Math.round(percent * 100), total: 10_000 },
    branches: branches ?? null,
    files: [],
    omitted: 0,
    notes: [...measured, ...counted],
  };
}

function added<T>(
  evidence: Evidence<readonly CollectedReport<T>[]>,
  more: readonly CollectedReport<T>[],
): Evidence<readonly CollectedReport<T>[]> {
  const [first] = more;
  if (first === undefined || evidence.state === 'unreadable') return evidence;
  if (evidence.state === 'present') {
    return present([...evidence.value, ...more], evidence.source);
  }
  const named = more.length === 1 ? more.map((one) => ({ ...one, leg: '' })) : more;
  return present(named, first.source);
}
