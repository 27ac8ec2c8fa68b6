import { currentAttempt, jobOutcome, outcomeOf } from '../model/current-attempt.ts';
import type { Attempt, Job, Step, WorkflowRun } from '../model/run.ts';
import type { DeferralCover } from './deferrals.ts';
import { type CollectedTests, coveredFailures } from './test-reports.ts';

/** Tells whether a step of a run is one whose failure is its tests' failure. */
export type TestStep = (run: WorkflowRun, job: Job, step: Step) => boolean;

/** A red run: whether live deferrals explain all of it, and what it kept from running. */
export interface ExplainedRun {
  readonly explained: boolean;
  /** Why not, in words; empty when it is explained. */
  readonly why: string;
  readonly failed: readonly { readonly job: Job; readonly step: Step }[];
  /** Steps that did not run because of the failure. */
  readonly skipped: readonly { readonly job: Job; readonly step: Step }[];
  readonly failures: number;
  readonly deferrals: readonly string[];
}

export interface ExplainingFacts {
  /** All runs of the audited code, among them the twins of a run. */
  readonly runs: readonly WorkflowRun[];
  readonly tests: readonly CollectedTests[];
  readonly cover: DeferralCover;
  readonly isTestStep: TestStep;
}

/**
 * A red run is explained when every failed step in it is a test step, each of its failed tests is
 * covered by a live deferral, and there are failed tests for each failed job: a job that crashed
 * without a report is not explained by its neighbour's failures.
 */
export function explainRun(
  run: WorkflowRun,
  attempt: Attempt,
  { runs, tests, cover, isTestStep }: ExplainingFacts,
): ExplainedRun {
  const jobs = attempt.jobs.filter((job) => jobOutcome(job) === 'failed');
  const failed = jobs.flatMap((job) => stepsWith(job, 'failed'));
  const skipped = jobs.flatMap((job) => stepsWith(job, 'idle'));
  const own = testsFor(run, failed, runs, tests);
  const { failures, uncovered, deferrals } = coveredFailures(own, cover);
  const red = own.filter(({ report: { counts } }) => counts.failed + counts.errored > 0);
  const why = whyNot({
    strange: failed.find(({ job, step }) => !isTestStep(run, job, step)),
    crashed: jobs.find((job) => !isPlainFailure(job) || stepsWith(job, 'failed').length === 0),
    jobs: jobs.length,
    red: red.length,
    failures,
    uncovered,
  });
  return { explained: why === '', why, failed, skipped, failures, deferrals };
}

/**
 * A push and a pull-request run of one workflow test the same code, and only the worse one's reports
 * are kept. They explain the twin too when it failed in the very same steps.
 */
function testsFor(
  run: WorkflowRun,
  failed: readonly Place[],
  runs: readonly WorkflowRun[],
  tests: readonly CollectedTests[],
): readonly CollectedTests[] {
  const own = tests.filter(({ source }) => source.runId === run.id);
  if (own.length > 0) return own;
  const places = placesOf(failed);
  const twins = runs.filter(
    (one) =>
      one.path === run.path && one.relation !== 'stale' && placesOf(failedIn(one)) === places,
  );
  const twin = twins.find(({ id }) => tests.some(({ source }) => source.runId === id));
  return tests.filter(({ source }) => twin !== undefined && source.runId === twin.id);
}

function failedIn(run: WorkflowRun): readonly Place[] {
  const { jobs } = currentAttempt(run);
  return jobs
    .filter((job) => jobOutcome(job) === 'failed')
    .flatMap((job) => stepsWith(job, 'failed'));
}

function placesOf(failed: readonly Place[]): string {
  return JSON.stringify(failed.map(({ job, step }) => [job.name, step.name]).sort());
}

type Place = { readonly job: Job; readonly step: Step };

interface Facts {
  readonly strange: { readonly job: Job; readonly step: Step } | undefined;
  readonly crashed: Job | undefined;
  readonly jobs: number;
  readonly red: number;
  readonly failures: number;
  readonly uncovered: number;
}

function whyNot({ strange, crashed, jobs, red, failures, uncovered }: Facts): string {
  if (jobs === 0) return 'no job of it says what failed';
  if (crashed !== undefined) return `job ${crashed.name} did not end in a failed step`;
  if (strange !== undefined) {
    return `step ${strange.step.name} of job ${strange.job.name} failed, which no test explains`;
  }
  if (failures === 0) return 'no test report of this run has a failed test';
  if (uncovered > 0) return `${uncovered} of ${failures} failed tests have no live deferral`;
  if (red < jobs) return `${jobs} jobs failed, and only ${red} reported failed tests`;
  return '';
}

/** A cancelled or timed-out job did not get to say what its tests are worth. */
function isPlainFailure(job: Job): boolean {
  const words = [job.progress, ...job.steps.map(({ progress }) => progress)].flatMap((progress) =>
    progress.state === 'ended' ? [progress.conclusion] : [],
  );
  return !words.some((word) => word === 'cancelled' || word === 'timed_out');
}

function stepsWith(
  job: Job,
  outcome: 'failed' | 'idle',
): readonly { readonly job: Job; readonly step: Step }[] {
  return job.steps
    .filter(({ progress }) => outcomeOf(progress) === outcome)
    .map((step) => ({ job, step }));
}
