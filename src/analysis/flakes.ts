import { byCodeUnit } from '../lib/canonical-json.ts';
import {
  attemptOutcome,
  currentAttempt,
  isSameExecution,
  jobOutcome,
  jobsRunBy,
  outcomeOf,
} from '../model/current-attempt.ts';
import type { Source } from '../model/evidence.ts';
import type { Attempt, Job, WorkflowRun } from '../model/run.ts';
import type { DeferralCover } from './deferrals.ts';
import type { CollectedTests } from './test-reports.ts';

/** Maximum number of flaky tests without a name; more change no level. */
const MAX_NAMELESS = 20;

/** A test that passed only on a retry inside its report. */
export interface FlakyTest {
  readonly name: string;
  readonly source: Source;
  readonly deferrals: readonly string[];
  /** A report that has it. */
  readonly in: CollectedTests;
  /** Whether the report names it. */
  readonly named: boolean;
}

/**
 * Returns flaky tests by name, each once over all matrix jobs. Tests whose names were cut off count
 * one each, and no deferral covers them.
 */
export function flakyTests(
  tests: readonly CollectedTests[],
  cover: DeferralCover,
): readonly FlakyTest[] {
  const byName = new Map<string, FlakyTest>();
  for (const one of tests) {
    const { source, leg, report } = one;
    const named = report.cases.filter(({ flaky }) => flaky);
    for (const { id } of named) {
      byName.set(id, { name: id, source, deferrals: cover.test(id), in: one, named: true });
    }
    const most = Math.min(report.counts.flaky, named.length + MAX_NAMELESS);
    for (let nameless = named.length; nameless < most; nameless += 1) {
      const name = `a test without a name (${leg === '' ? source.what : leg} ${nameless + 1})`;
      byName.set(name, { name, source, deferrals: [], in: one, named: false });
    }
  }
  return [...byName.values()].sort((a, b) => byCodeUnit(a.name, b.name));
}

/** A job that failed and ran more than once on the same code. */
export interface UnstableJob {
  /** `workflow › job`; only the workflow when the failed attempt lists no job. */
  readonly name: string;
  readonly run: WorkflowRun;
  /** The attempt that failed first. */
  readonly attempt: Attempt;
  readonly job: Job | undefined;
  readonly failures: number;
  /** Executions that passed or failed; one when its repetition did neither, or was not listed. */
  readonly executions: number;
  readonly deferrals: readonly string[];
}

interface Execution {
  readonly run: WorkflowRun;
  readonly attempt: Attempt;
  readonly job: Job | undefined;
  readonly outcome: 'passed' | 'failed';
}

/**
 * Returns jobs with a failure among several executions on the audited code, in attempts of one run
 * or in runs of one workflow. A job is unstable even if its last execution failed, was cancelled, has
 * not ended, or is not listed. Left out are jobs that only failed through deferred tests
 * (`explained`), and cancelled executions, which say nothing about the code.
 */
export function unstableJobs(
  runs: readonly WorkflowRun[],
  cover: DeferralCover,
  explained: ReadonlySet<WorkflowRun>,
): readonly UnstableJob[] {
  const byName = new Map<string, Execution[]>();
  for (const run of runs) {
    for (const execution of executionsOf(run)) {
      const key = JSON.stringify([run.path, execution.job?.name ?? '']);
      byName.set(key, [...(byName.get(key) ?? []), execution]);
    }
  }
  return [...byName.values()]
    .flatMap((executions) => unstableJob(executions, cover, explained))
    .sort((a, b) => byCodeUnit(a.name, b.name));
}

function unstableJob(
  executions: readonly Execution[],
  cover: DeferralCover,
  explained: ReadonlySet<WorkflowRun>,
): readonly UnstableJob[] {
  const failed = executions.filter(({ outcome }) => outcome === 'failed');
  const first = [...failed].sort(
    (a, b) => a.run.id - b.run.id || a.attempt.number - b.attempt.number,
  )[0];
  if (first === undefined || (executions.length < 2 && !wasRepeated(first))) return [];
  const known =
    failed.length === executions.length && failed.every(({ run }) => explained.has(run));
  if (known) return [];
  const { run, attempt, job } = first;
  const name = job === undefined ? run.workflow : `${run.workflow} › ${job.name}`;
  return [
    {
      name,
      run,
      attempt,
      job,
      failures: failed.length,
      executions: executions.length,
      deferrals: cover.test(name),
    },
  ];
}

/** Returns whether a later attempt ran a failed job again, to whatever end. */
function wasRepeated({ run, attempt, job }: Execution): boolean {
  const newest = currentAttempt(run);
  if (job !== undefined) return !newest.jobs.some((one) => isSameExecution(one, job));
  return attempt.number < newest.number;
}

function executionsOf(run: WorkflowRun): readonly Execution[] {
  return run.attempts.flatMap((attempt) =>
    attempt.jobs.length === 0
      ? ended(run, attempt, undefined)
      : jobsRunBy(run, attempt).flatMap((job) => ended(run, attempt, job)),
  );
}

/** Returns whether a run that lists no job of a failed attempt passed later: something was flaky. */
export function passedLater({ run, attempt }: UnstableJob): boolean {
  const newest = currentAttempt(run);
  return attempt.number < newest.number && attemptOutcome(newest) === 'passed';
}

/** Returns the execution when it passed or failed; a cancelled one says nothing about the code. */
function ended(run: WorkflowRun, attempt: Attempt, job: Job | undefined): readonly Execution[] {
  const { progress } = job ?? attempt;
  const outcome = job === undefined ? outcomeOf(progress) : jobOutcome(job);
  if (outcome !== 'passed' && outcome !== 'failed') return [];
  const conclusion = progress.state === 'ended' ? progress.conclusion : '';
  const cancelled = ['cancelled', 'action_required', 'stale'].includes(conclusion);
  return outcome === 'failed' && cancelled ? [] : [{ run, attempt, job, outcome }];
}
