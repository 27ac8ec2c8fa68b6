import {
  addCounts,
  type CollectedTests,
  failureCount,
  formatCounts,
  sumCounts,
} from '../analysis/test-reports.ts';
import { quantity } from '../lib/format.ts';
import { NO_TESTS, type Source } from '../model/evidence.ts';
import type { LogTotals, TestCounts, TestJob } from '../model/reports.ts';
import type { Flaw, Open, Proof } from '../model/verdict.ts';

/** A report that its own job contradicts, or perhaps contradicts. */
export interface Contradiction {
  /**
   * What it counts as. `hidden`: the log has failures where the report has none. `differs`: other
   * differences. `none`: the failures count already.
   */
  readonly counts: 'hidden' | 'differs' | 'none';
  /** The log that was not read: then the job contradicts the report perhaps. */
  readonly open?: Open;
  /** What is known to differ; absent when only the log would show it. */
  readonly known?: {
    readonly flaw: Flaw;
    /** A short text to show next to the counts. */
    readonly brief: string;
    /** What the job shows, next to the proof that cites the report. */
    readonly proof: Proof;
  };
}

/** Returns whether all test steps of a job passed, and the failure of each would have failed it. */
export type BlockingSteps = (job: TestJob) => boolean;

/** Returns the cause of what makes a job's test step fail although its report has no failure. */
export type CauseOf = (job: TestJob) => Pick<Flaw, 'cause'>;

const COMPLETE_REPORT =
  'Open the step and fix what failed in it; let it write and upload the report of all its tests, also when it fails (`if: always()`).';

const RANK: Readonly<Record<Contradiction['counts'], number>> = { hidden: 0, differs: 1, none: 2 };

/**
 * Returns where reports and their own jobs differ, worst first. The log of a job whose blocking test
 * steps passed is not needed: GitHub deletes logs, and the exit code has decided.
 */
export function contradictionsOf(
  reports: readonly CollectedTests[],
  jobs: readonly TestJob[],
  passedBlocking: BlockingSteps,
  causeOf: CauseOf,
): readonly Contradiction[] {
  return jobs
    .flatMap((job): readonly Contradiction[] => {
      const own = reports.filter((one) => isReportOf(job, one));
      const counts = sumCounts(own);
      if (own.length === 0 || counts.tests === 0) return [];
      // Failures of the report count anyway, whatever the log says, and they are the cause.
      if (failureCount(counts) > 0) return againstJob(job, own, { counts, cause: {} });
      const known = againstJob(job, own, { counts, cause: causeOf(job) });
      if (job.log.state === 'read') return known;
      return passedBlocking(job) ? [] : [unreadLog(job, job.log.why, known[0]?.known)];
    })
    .sort((a, b) => RANK[a.counts] - RANK[b.counts]);
}

function againstJob(
  job: TestJob,
  own: readonly CollectedTests[],
  said: Said,
): readonly Contradiction[] {
  return [...againstLog(job, own, said), ...againstSteps(job, own, said)];
}

/** Returns whether the log of a job may have failures that none of these reports has. */
export function mayHideFailures(reports: readonly CollectedTests[]): boolean {
  return reports.some(
    ({ report, source }) =>
      report.origin === 'report' &&
      source.artifactId !== undefined &&
      failureCount(report.counts) === 0,
  );
}

function isReportOf(job: TestJob, { source, report }: CollectedTests): boolean {
  if (report.origin !== 'report' || source.runId !== job.runId) return false;
  return source.artifactId !== undefined && job.artifacts.includes(source.artifactId);
}

/** What the reports of a job say, and why its test step failed if they do not say it. */
interface Said {
  readonly counts: TestCounts;
  readonly cause: Pick<Flaw, 'cause'>;
}

function againstLog(
  job: TestJob,
  own: readonly CollectedTests[],
  { counts, cause }: Said,
): readonly Contradiction[] {
  const { log } = job;
  if (log.state !== 'read' || log.totals.length === 0) return [];
  const files = own.reduce((sum, one) => sum + (one.files ?? 1), 0);
  const repeated = own.reduce((sum, one) => sum + (one.repeated ?? 0), 0);
  const agreement = totalsAgree(log.totals, counts, { files, repeated });
  if (agreement === 'agree') return [];
  const logTotals = log.totals
    .map(({ format, line, counts: one }) => `${words(one)} (${format.slice(4)}, line ${line})`)
    .join('; ');
  const source = { ...logSource(job), line: log.totals[0]?.line ?? 1 };
  const proof = { text: `contradicted by the log of job ${job.job}: ${logTotals}`, source };
  const hidden = agreement === 'failures-differ' && failureCount(counts) === 0;
  const observation = `${nameOf(own)} says ${words(counts)}; the log of job ${job.job} says ${logTotals}.`;
  const severity = hidden ? 'high' : 'medium';
  const key = `log-contradicts:${job.job}`;
  const advice = COMPLETE_REPORT;
  const flaw = { key, severity, observation, source, advice, ...cause } as const;
  const brief = `the log of job ${job.job} says otherwise`;
  return [{ counts: hidden ? 'hidden' : 'differs', known: { flaw, brief, proof } }];
}

/** A log that was not read may have failures, and may explain why a step failed. */
function unreadLog(job: TestJob, why: string, known: Contradiction['known']): Contradiction {
  const what = `log of job ${job.job}`;
  const open: Open = { kind: 'testJobs', what, why, source: logSource(job) };
  return { counts: 'hidden', open, ...(known === undefined ? {} : { known }) };
}

function againstSteps(
  job: TestJob,
  own: readonly CollectedTests[],
  { counts, cause }: Said,
): readonly Contradiction[] {
  const bad = failureCount(counts);
  const failed = job.steps.filter(({ outcome }) => outcome === 'failed');
  if (bad > 0 && failed.length === 0) return [jobPassed(job, own, bad)];
  // A step that passed may be the one that made the report.
  if (bad > 0 || failed.length === 0 || failed.length < job.steps.length) return [];
  return isExplained(job) ? [] : [stepFailed(job, own, { counts, cause })];
}

/** A missed threshold fails the step after all tests passed; the log shows its failures. */
function isExplained({ log }: TestJob): boolean {
  if (log.state !== 'read') return false;
  return log.missed.length > 0 || log.totals.some(({ counts }) => failureCount(counts) > 0);
}

/** The failures count anyway, so it costs no level that the job passed. */
function jobPassed(job: TestJob, own: readonly CollectedTests[], bad: number): Contradiction {
  const names = job.steps.map(({ name }) => name).join(', ');
  const source = sourceOf(job);
  const observation = `${quantity(bad, 'test')} failed by ${nameOf(own)}, and job ${job.job} passed all the same (step ${names}): its tests cannot turn it red.`;
  return {
    counts: 'none',
    known: {
      flaw: {
        key: `green-job:${job.job}`,
        severity: 'medium',
        observation,
        source,
        advice: 'Let the failure of the test step fail its job: remove what ignores it.',
      },
      brief: `job ${job.job} passed all the same`,
      proof: {
        text: `job ${job.job} passed all the same: step ${names} passed, and its report names ${quantity(bad, 'failure')}`,
        source,
      },
    },
  };
}

function stepFailed(
  job: TestJob,
  own: readonly CollectedTests[],
  { counts, cause }: Said,
): Contradiction {
  const names = job.steps.map(({ name }) => name).join(', ');
  const source = { ...sourceOf(job), step: job.steps[0]?.name ?? '' };
  const observation = `${nameOf(own)} says ${words(counts)}, and step ${names} of job ${job.job} failed: the report is not whole, or something besides its tests failed there.`;
  return {
    counts: 'differs',
    known: {
      flaw: {
        key: `red-step:${job.job}`,
        severity: 'high',
        observation,
        source,
        advice: COMPLETE_REPORT,
        ...cause,
      },
      brief: `step ${names} of job ${job.job} failed all the same`,
      proof: {
        text: `step ${names} of job ${job.job} failed, and its report names no failure`,
        source,
      },
    },
  };
}

function logSource(job: TestJob): Source {
  return { ...sourceOf(job), what: `log of job ${job.job}` };
}

function sourceOf({ runId, attempt, job, url }: TestJob): Source {
  return { what: `job ${job}`, url, runId, attempt, job };
}

function nameOf(own: readonly CollectedTests[]): string {
  const [first] = own;
  const more = own.length - 1;
  const name = first?.source.what ?? 'the report';
  return more > 0 ? `${name} and ${quantity(more, 'more report')}` : name;
}

function words(counts: TestCounts): string {
  return formatCounts(counts, 0);
}

/** Result of comparing a job's log with its reports. */
type Agreement =
  | 'agree'
  /** One of the two has failures and the other has none. */
  | 'failures-differ'
  /** Both or neither have failures, and the numbers of tests differ. */
  | 'totals-differ';

/** How reports were merged: the number of files, and of results that several files have. */
interface Merged {
  readonly files: number;
  readonly repeated?: number;
}

/** Maximum number of sums to compare; a log with more tool runs is compared as a whole. */
const MAX_SUMS = 4096;

/**
 * Compares the totals of a log with those of the reports of the same job. A report may cover only
 * some of the tool runs in the log, and several files may cover more tools than the log. Tools
 * count failed, skipped, and repeated tests differently, so the totals may differ by their number.
 */
export function totalsAgree(
  totals: readonly LogTotals[],
  reported: TestCounts,
  { files, repeated = 0 }: Merged = { files: 1 },
): Agreement {
  const counts = totals.map((one) => one.counts);
  const all = counts.reduce(addCounts, NO_TESTS);
  const sums = sumsOf(counts) ?? [all];
  if (sums.some((one) => isNear(one, reported, repeated))) return 'agree';
  if (files > totals.length && isPartOf(all, reported)) return 'agree';
  return sums.some((one) => agreeOnFailure(one, reported)) ? sameTotals(totals) : 'failures-differ';
}

/** `node --test` counts suites as tests in its log but not in its reports. */
function sameTotals(totals: readonly LogTotals[]): Agreement {
  return totals.some(({ format }) => format === 'log:node-test') ? 'agree' : 'totals-differ';
}

/** Returns each distinct sum of one or more totals; `undefined` when there are too many. */
function sumsOf(counts: readonly TestCounts[]): readonly TestCounts[] | undefined {
  const sums = new Map<string, TestCounts>();
  for (const one of counts) {
    for (const before of [NO_TESTS, ...sums.values()]) {
      const next = addCounts(before, one);
      sums.set(JSON.stringify(next), next);
    }
    if (sums.size > MAX_SUMS) return undefined;
  }
  return [...sums.values()];
}

function isNear(log: TestCounts, report: TestCounts, repeated: number): boolean {
  const tolerance =
    Math.max(failureCount(log), failureCount(report)) +
    uncertainOf(log) +
    uncertainOf(report) +
    repeated;
  return agreeOnFailure(log, report) && Math.abs(ranOf(log) - ranOf(report)) <= tolerance;
}

/** Some tools count a test that passed on a retry as failed. */
function agreeOnFailure(log: TestCounts, report: TestCounts): boolean {
  if (log.flaky + report.flaky > 0) return true;
  return failureCount(log) > 0 === failureCount(report) > 0;
}

function isPartOf(log: TestCounts, report: TestCounts): boolean {
  return log.passed <= report.passed && failureCount(log) <= failureCount(report);
}

function ranOf(counts: TestCounts): number {
  return counts.passed + failureCount(counts);
}

function uncertainOf({ skipped, flaky }: TestCounts): number {
  return skipped + flaky;
}
