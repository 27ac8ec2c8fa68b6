import { nextTurn } from '../../lib/concurrency.ts';
import { type Evidence, present, type Source, type UnreadPart } from '../../model/evidence.ts';
import type { EvidenceByKind } from '../../model/evidence-file.ts';
import type { CollectedReport, CoverageReport } from '../../model/reports.ts';
import type { RepositoryFiles } from '../../model/repository.ts';
import { apiErrorText } from '../../model/result.ts';
import type { WorkflowRun } from '../../model/run.ts';
import {
  type LogCoverage,
  type LogReading,
  logTestReport,
} from '../../report-formats/logs/log-reading.ts';
import { readLog } from '../../report-formats/logs/read-log.ts';
import type { CollectJob } from '../base/collect-job.ts';
import type { ReportEvidence } from './sort-reports.ts';
import { type JobWithTests, jobsWithTests, MAX_LOGS } from './test-jobs.ts';

/** Requests for artifacts and for the logs that are read instead of reports; each takes one. */
const MAX_REPORT_REQUESTS = 20;
/** Logs that are read instead of reports, however many artifacts there are. */
const MIN_LOGS = 10;

interface JobReading extends JobWithTests {
  readonly reading: LogReading;
}

/**
 * Adds the totals in the logs of runs that ran tests and uploaded no test report, or no coverage
 * report. The log never replaces a broken report. `artifacts` is the number of those that were read.
 */
export async function withLogReports(
  job: CollectJob,
  runs: Evidence<readonly WorkflowRun[]>,
  files: Evidence<RepositoryFiles>,
  reports: ReportEvidence,
  artifacts: number,
): Promise<ReportEvidence> {
  if (runs.state !== 'present' || reports.tests.state === 'unreadable') return reports;
  // Files of the workspace are from the audit's own run, whose log does not exist yet.
  if (reports.tests.state === 'present' && reports.tests.value.some(isOfWorkspace)) return reports;
  const [reported, covered] = [runsOf(reports.tests), runsOf(reports.coverage)];
  const own = runs.value.filter(({ relation }) => relation !== 'stale');
  const unreported = own.filter(({ id }) => !reported.has(id));
  const uncovered = own.filter(({ id }) => reported.has(id) && !covered.has(id));
  const jobs = unreported.flatMap((run) => jobsWithTests(run, files));
  const maxLogs = Math.max(MIN_LOGS, MAX_REPORT_REQUESTS - artifacts);
  const unread = beyondLimit(jobs.length, maxLogs);
  for (const { why } of unread) job.notice(why);
  const further = ifLogsAreRead(uncovered.flatMap((run) => jobsWithTests(run, files)));
  const readings = await Promise.all([
    ...jobs.slice(0, maxLogs).map((one) => readingsOf(job, one)),
    ...further.map((one) => readingsOf(job, one, 'no coverage report')),
  ]);
  const all = readings.flat();
  return {
    ...reports,
    tests: added(reports.tests, testsFrom(all.filter(({ run }) => !reported.has(run.id))), unread),
    coverage: added(reports.coverage, coverageFrom(all.filter(({ run }) => !covered.has(run.id)))),
  };
}

/** Returns the logs that may have failures and are not read. */
function beyondLimit(jobs: number, maxLogs: number): readonly UnreadPart[] {
  if (jobs <= maxLogs) return [];
  const what = `logs of ${jobs - maxLogs} test jobs`;
  const why = `${jobs} test jobs uploaded no report; the logs of ${maxLogs} were read`;
  return [{ what, why }];
}

/** Returns the jobs if their logs are read anyway, to be compared with their test reports. */
function ifLogsAreRead(jobs: readonly JobWithTests[]): readonly JobWithTests[] {
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
  missing = 'no test report',
): Promise<readonly JobReading[]> {
  const log = await job.reads.jobLog(one.job.id);
  if (!log.ok) {
    job.notice(
      `${missing} was uploaded, and the log of job ${one.job.name} could not be read: ${apiErrorText(log.error)}`,
    );
    return [];
  }
  await nextTurn();
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

/** When a tool prints only a percentage, the counts are in hundredths of a percent, and a note says so. */
function coverageReport(reading: LogCoverage): CoverageReport {
  const { format, measure, percent, lines, branches } = reading;
  const measured = measure === 'lines' ? [] : [`The log gives ${measure}, not lines.`];
  const counted = lines === undefined ? [`The log gives ${percent}% and no counts of lines.`] : [];
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
  unread: readonly UnreadPart[] = [],
): Evidence<readonly CollectedReport<T>[]> {
  const [first] = more;
  if (first === undefined || evidence.state === 'unreadable') return evidence;
  if (evidence.state === 'present') {
    return present([...evidence.value, ...more], evidence.source, unread);
  }
  const named = more.length === 1 ? more.map((one) => ({ ...one, leg: '' })) : more;
  return present(named, first.source, unread);
}
