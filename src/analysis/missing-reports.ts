import {
  attemptOutcome,
  attemptThatRan,
  currentAttempt,
  jobOutcome,
  outcomeOf,
} from '../model/current-attempt.ts';
import type { Evidence } from '../model/evidence.ts';
import type { RepositoryFiles } from '../model/repository.ts';
import type { Attempt, Job, WorkflowRun } from '../model/run.ts';
import type { Open } from '../model/verdict.ts';
import type { WorkflowStep } from '../model/workflow.ts';
import { gatesOfStep } from '../workflow/gates/gates.ts';
import { readableWorkflows } from '../workflow/scripts/follow-scripts.ts';
import { sourceStepOf } from '../workflow/test-steps.ts';
import { isUpload } from '../workflow/uploads.ts';
import { jobsOfReports, type TestStep } from './explained-run.ts';
import { countedRuns, listsNoJob, runSource } from './runs.ts';
import type { CollectedTests } from './test-reports.ts';

/** What shows that tests ran whose report is missing. */
export interface TestTraces {
  readonly tests: readonly CollectedTests[];
  readonly runs: Evidence<readonly WorkflowRun[]>;
  readonly files: Evidence<RepositoryFiles>;
  readonly isTestStep: TestStep;
  /** The expected sources of test reports that were not read. */
  readonly sources: readonly Open[];
}

/**
 * Returns the test reports that may be missing: expected sources that were not read, and reports of
 * runs that have not ended, that list no job, or whose test jobs failed without a report. Local
 * reports do not depend on runs.
 */
export function missingReports(traces: TestTraces): readonly Open[] {
  const { tests, runs, sources } = traces;
  if (tests.every(isLocal)) return sources;
  if (runs.state !== 'present') {
    const what = 'which of the test reports are of the audited code';
    return [...sources, { kind: 'runs', what, why: runs.why }];
  }
  return [...sources, ...countedRuns(runs.value).counted.flatMap((run) => ofRun(run, traces))];
}

/**
 * Returns whether a report counts, whatever report is missing: it is not a log, and of the newest
 * attempt of its run or of jobs that this attempt kept, so that no other report takes its place.
 */
export function isCertain(one: CollectedTests, { runs }: Pick<TestTraces, 'runs'>): boolean {
  if (one.report.origin === 'log') return false;
  if (isLocal(one)) return true;
  const run =
    runs.state === 'present' ? runs.value.find(({ id }) => id === one.source.runId) : undefined;
  if (run === undefined) return false;
  const newest = currentAttempt(run);
  const jobs = newest.jobs.filter(({ name }) => one.jobs?.includes(name));
  const isKept =
    jobs.length > 0 && jobs.every((job) => attemptThatRan(run, job) === one.source.attempt);
  return isKept || one.source.attempt === newest.number;
}

/** Returns what is missing to know whether a report counts that is not certain. */
export function openReport({ source }: CollectedTests): Open {
  const why = 'a report that takes its place may be missing';
  return { kind: 'tests', what: `whether ${source.what} counts`, why, source };
}

/**
 * Returns that no test report counts, when there are some: reports of other code, or of runs that
 * newer ones replaced, prove nothing.
 */
export function noneCounts(
  counted: readonly CollectedTests[],
  missing: readonly Open[],
): readonly Open[] {
  if (counted.length > 0 || missing.length > 0) return [];
  const why = 'every report is of other code or of a replaced run';
  return [{ kind: 'tests', what: 'test report of the audited code', why }];
}

function isLocal({ source }: CollectedTests): boolean {
  return source.runId === undefined;
}

function ofRun(run: WorkflowRun, traces: TestTraces): readonly Open[] {
  const { tests, files, isTestStep } = traces;
  const attempt = currentAttempt(run);
  const name = `${run.workflow} run ${run.id}`;
  const what = `test report of ${name}`;
  const source = runSource(run, attempt);
  if (attemptOutcome(attempt) === 'unfinished') {
    const why = 'the run has not ended';
    return mayTest(run, files) ? [{ kind: 'runs', what, why, source, wait: true }] : [];
  }
  if (listsNoJob(attempt)) {
    return [{ kind: 'runs', what, why: 'the jobs of the run were not listed', source }];
  }
  const ran = attempt.jobs.filter((job) => job.steps.some((step) => isTestStep(run, job, step)));
  const failed = attempt.jobs
    .filter((job) => jobOutcome(job) === 'failed')
    // Reports of the audit's own job are local.
    .filter((job) => !job.own || !tests.some(isLocal))
    .filter((job) => {
      const steps = job.steps.filter(({ progress }) => outcomeOf(progress) === 'failed');
      if (job.steps.length === 0) return mayTest(run, files);
      return steps.some((step) => !isComplete(files) || isTestStep(run, job, step));
    });
  const reports = reportsOf(run, traces);
  const known = jobsOfReports(reports, run, attempt, isTestStep);
  if (known === undefined) {
    const files = reports.reduce((sum, one) => sum + one.files, 0);
    return failed.length <= files ? [] : [openJobs(run, attempt, failed)];
  }
  const without = (job: Job): boolean => !hasReport(run, job, failed, reports);
  const lost = [
    ...failed.filter(without),
    ...ranLikeOthers(ran, known, run, files).filter(without),
  ];
  return lost.length === 0 ? [] : [openJobs(run, attempt, [...new Set(lost)])];
}

function isComplete(files: Evidence<RepositoryFiles>): boolean {
  return (
    files.state === 'none' ||
    (files.state === 'present' && files.value.workflows.every(({ state }) => state === 'present'))
  );
}

/** A report of a run, or of another run of its workflow for the same code. */
interface RunReport {
  readonly runId: number;
  readonly attempt: number;
  /** Absent when one of them is not certain. */
  readonly jobs?: readonly string[];
  readonly files: number;
}

/**
 * Returns the reports of a run. Of several runs of one workflow for the same code only the reports of
 * one may have been kept, so those of the run with the most files count.
 */
function reportsOf({ path }: WorkflowRun, { tests, runs }: TestTraces): readonly RunReport[] {
  const twins = runs.state === 'present' ? runs.value.filter((one) => one.path === path) : [];
  const all = twins
    .filter(({ relation }) => relation !== 'stale')
    .map(({ id }) =>
      tests
        .filter(({ source }) => source.runId === id)
        .map(({ source, jobs, files = 1 }): RunReport => {
          const own = source.job === undefined ? undefined : [source.job];
          const known = jobs ?? own;
          return { runId: id, attempt: source.attempt ?? 1, files, ...(known && { jobs: known }) };
        }),
    );
  const size = (reports: readonly RunReport[]) => reports.reduce((sum, one) => sum + one.files, 0);
  return all.sort((a, b) => size(b) - size(a))[0] ?? [];
}

/** Returns whether a job has a report of its own; of jobs that share a name, each needs one. */
function hasReport(
  run: WorkflowRun,
  job: Job,
  failed: readonly Job[],
  reports: readonly RunReport[],
): boolean {
  const attempt = attemptThatRan(run, job);
  const own = reports
    // A report of an earlier attempt says nothing of the repetition.
    .filter((one) => one.runId !== run.id || one.attempt >= attempt)
    .flatMap(({ jobs = [] }) => jobs)
    .filter((name) => name === job.name);
  return own.length >= Math.max(1, failed.filter(({ name }) => name === job.name).length);
}

/**
 * Returns the matrix jobs whose upload step passed as that of another one did, which has a report: the
 * report of such a job was lost, and may have failures that the job ignored.
 */
function ranLikeOthers(
  ran: readonly Job[],
  reported: ReadonlySet<string>,
  run: WorkflowRun,
  files: Evidence<RepositoryFiles>,
): readonly Job[] {
  if (files.state !== 'present') return [];
  const uploads = (job: Job): readonly WorkflowStep[] =>
    job.steps
      .filter(({ progress }) => outcomeOf(progress) === 'passed')
      .flatMap((step) => sourceStepOf(files.value, run, job, step)?.step ?? [])
      .filter(isUpload);
  const made = new Set(ran.filter(({ name }) => reported.has(name)).flatMap(uploads));
  return ran.filter((job) => !job.own && uploads(job).some((step) => made.has(step)));
}

function openJobs(run: WorkflowRun, attempt: Attempt, failed: readonly Job[]): Open {
  const [first] = failed;
  return {
    kind: 'tests',
    what: `test report of ${failed.map(({ name }) => name).join(', ')} in ${run.workflow} run ${run.id}`,
    why: 'a job ran tests, and the run has no report of it',
    source: runSource(run, attempt, first),
  };
}

/** Returns whether a run may have tested: its file cannot be read, or has a step that may test. */
function mayTest({ path }: WorkflowRun, files: Evidence<RepositoryFiles>): boolean {
  if (files.state !== 'present') return true;
  const workflow = readableWorkflows(files.value).find((one) => one.path === path);
  if (workflow === undefined) return true;
  return workflow.jobs.some(
    ({ uses, steps }) =>
      uses !== undefined ||
      steps.some(
        (step) =>
          step.uses?.pin === 'local' ||
          /test/i.test(step.name) ||
          gatesOfStep(step).some(({ target }) => target === 'test'),
      ),
  );
}
