import { currentAttempt, jobOutcome, outcomeOf } from '../model/current-attempt.ts';
import type { Attempt, Job, Step, WorkflowRun } from '../model/run.ts';
import type { DeferralCover } from './deferrals.ts';
import { type CollectedTests, coveredFailures, failureCount } from './test-reports.ts';

/** Returns whether a step of a run fails exactly when tests fail. */
export type TestStep = (run: WorkflowRun, job: Job, step: Step) => boolean;

interface StepOfJob {
  readonly job: Job;
  readonly step: Step;
}

/** A failed run: whether live deferrals explain the whole failure, and which steps it skipped. */
export interface ExplainedRun {
  readonly explained: boolean;
  /** Why the failure is not explained; empty when it is. */
  readonly why: string;
  /**
   * What does not explain it. `job`: no job failed, or one crashed. `step`: a step failed that does
   * not test. `tests`: the reports.
   */
  readonly cause: 'none' | 'job' | 'step' | 'tests';
  /** The reports that explain it or do not. */
  readonly reports: readonly CollectedTests[];
  readonly failed: readonly StepOfJob[];
  /** Steps that did not run because of the failure. */
  readonly skipped: readonly StepOfJob[];
  readonly failures: number;
  /** Failures that no live deferral covers. */
  readonly uncovered: number;
  readonly deferrals: readonly string[];
}

export interface RunEvidence {
  /** All runs of the audited code, including runs of the same workflow for other events. */
  readonly runs: readonly WorkflowRun[];
  readonly tests: readonly CollectedTests[];
  readonly cover: DeferralCover;
  readonly isTestStep: TestStep;
}

/**
 * Explains a failed run by deferred tests. It is explained when every failed step is a test step, a
 * live deferral covers each failed test, and each failed job has a report with failures: a job that
 * crashed without a report is not explained by the failures of another job.
 */
export function explainRun(
  run: WorkflowRun,
  attempt: Attempt,
  { runs, tests, cover, isTestStep }: RunEvidence,
): ExplainedRun {
  const jobs = attempt.jobs.filter((job) => jobOutcome(job) === 'failed');
  const failed = jobs.flatMap((job) => stepsWith(job, 'failed'));
  const skipped = jobs.flatMap((job) => {
    const [first] = stepsWith(job, 'failed');
    return stepsWith(job, 'idle').filter(
      ({ step }) => first !== undefined && step.number > first.step.number,
    );
  });
  const reports = reportsFor(run, failed, runs, tests);
  const { failures, uncovered, deferrals } = coveredFailures(reports, cover);
  const failing = reports.filter(({ report }) => failureCount(report.counts) > 0);
  const known = jobsOfReports(failing, run, attempt, isTestStep);
  const reported = known ? jobs.filter(({ name }) => known.has(name)).length : failing.length;
  const other = failed.find(({ job, step }) => !isTestStep(run, job, step));
  const byJobs = whyNotByJobs(jobs);
  const byStep = other === undefined ? '' : whyNotByStep(other);
  const byTests = whyNotByTests(jobs.length, reported, failures, uncovered);
  const why = byJobs || byStep || byTests;
  return {
    explained: why === '',
    why,
    cause: byJobs !== '' ? 'job' : byStep !== '' ? 'step' : byTests !== '' ? 'tests' : 'none',
    reports,
    failed,
    skipped,
    failures,
    uncovered,
    deferrals,
  };
}

/**
 * Returns the jobs that made reports, by name; `undefined` when one of them is not certain. A report
 * of a job without a test step is of any job: it collects what others made.
 */
export function jobsOfReports(
  reports: readonly Pick<CollectedTests, 'jobs'>[],
  run: WorkflowRun,
  attempt: Attempt,
  isTestStep: TestStep,
): ReadonlySet<string> | undefined {
  const testing = new Set(
    attempt.jobs
      .filter((job) => job.steps.some((step) => isTestStep(run, job, step)))
      .map(({ name }) => name),
  );
  const areCertain = reports.every(({ jobs }) => jobs?.every((name) => testing.has(name)));
  return areCertain ? new Set(reports.flatMap(({ jobs = [] }) => jobs)) : undefined;
}

function whyNotByJobs(failedJobs: readonly Job[]): string {
  if (failedJobs.length === 0) return 'no job of it says what failed';
  const crashed = failedJobs.find(
    (job) => !isPlainFailure(job) || stepsWith(job, 'failed').length === 0,
  );
  return crashed === undefined ? '' : `job ${crashed.name} did not end in a failed step`;
}

function whyNotByStep({ job, step }: StepOfJob): string {
  return `step ${step.name} of job ${job.name} failed, which no test explains`;
}

function whyNotByTests(
  failedJobs: number,
  reported: number,
  failures: number,
  uncovered: number,
): string {
  if (failures === 0) return 'no test report of this run has a failed test';
  if (uncovered > 0) return `${uncovered} of ${failures} failed tests have no live deferral`;
  if (reported >= failedJobs) return '';
  return `${failedJobs} jobs failed, and only ${reported} reported failed tests`;
}

/**
 * Returns the reports that explain a run. Of a push run and a pull-request run of one workflow only
 * the reports of the worse one are kept, so these also explain the other run when it failed in the
 * same steps.
 */
function reportsFor(
  run: WorkflowRun,
  failed: readonly StepOfJob[],
  runs: readonly WorkflowRun[],
  tests: readonly CollectedTests[],
): readonly CollectedTests[] {
  const reports = tests.filter(({ source }) => source.runId === run.id);
  if (reports.length > 0) return reports;
  const key = failureKey(failed);
  const sameFailures = runs.filter(
    (one) => one.path === run.path && one.relation !== 'stale' && failureKey(failedIn(one)) === key,
  );
  const match = sameFailures.find(({ id }) => tests.some(({ source }) => source.runId === id));
  return tests.filter(({ source }) => match !== undefined && source.runId === match.id);
}

function failedIn(run: WorkflowRun): readonly StepOfJob[] {
  const { jobs } = currentAttempt(run);
  return jobs
    .filter((job) => jobOutcome(job) === 'failed')
    .flatMap((job) => stepsWith(job, 'failed'));
}

function failureKey(failed: readonly StepOfJob[]): string {
  return JSON.stringify(failed.map(({ job, step }) => [job.name, step.name]).sort());
}

/** Returns whether nothing was cancelled or timed out: such a job says nothing about its tests. */
function isPlainFailure(job: Job): boolean {
  const words = [job.progress, ...job.steps.map(({ progress }) => progress)].flatMap((progress) =>
    progress.state === 'ended' ? [progress.conclusion] : [],
  );
  return !words.some((word) => word === 'cancelled' || word === 'timed_out');
}

function stepsWith(job: Job, outcome: 'failed' | 'idle'): readonly StepOfJob[] {
  return job.steps
    .filter(({ progress }) => outcomeOf(progress) === outcome)
    .map((step) => ({ job, step }));
}
