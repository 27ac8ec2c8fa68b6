import { currentAttempt, jobOutcome } from '../model/current-attempt.ts';
import type { RepositoryFiles } from '../model/repository.ts';
import type { WorkflowRun } from '../model/run.ts';
import type { WorkflowJob } from '../model/workflow.ts';
import { readableWorkflows } from '../workflow/scripts/follow-scripts.ts';
import { isJobOf } from '../workflow/test-steps.ts';
import { type Because, causeOfJobs, causeOfStep } from './causes.ts';
import { explainRun, type RunEvidence } from './explained-run.ts';
import { countedRuns, type RanStep } from './runs.ts';

/** Why a step failed or did not run. */
export interface NotRun {
  readonly because: Because;
  /** Whether live deferrals explain everything that failed in its run. */
  readonly explained: boolean;
}

const UNKNOWN: NotRun = { because: {}, explained: false };

/** Returns why a step failed or did not run: it failed itself, or a step or a job before it. */
export function reasonOfStep(
  { run, attempt, job, step, outcome, written }: RanStep,
  files: RepositoryFiles,
  evidence: RunEvidence,
): NotRun {
  if (outcome === 'failed') {
    return { because: causeOfStep(run, job, step, evidence), explained: false };
  }
  const { skipped, explained } = explainRun(run, attempt, evidence);
  return skipped.some((one) => one.step === step)
    ? { because: causeOfJobs(run, [job], evidence), explained }
    : reasonOfJob({ path: written.workflow.path, job: written.job.id }, files, evidence);
}

/** Returns why a job did not run: one that it needs failed, in every run of its workflow. */
export function reasonOfJob(
  { path, job: id }: { readonly path: string; readonly job?: string | undefined },
  files: RepositoryFiles,
  evidence: RunEvidence,
): NotRun {
  const jobs = readableWorkflows(files).find((one) => one.path === path)?.jobs ?? [];
  const own = jobs.find((job) => job.id === id);
  if (own === undefined) return UNKNOWN;
  const needed = neededBy(own, jobs);
  const reasons = countedRuns(evidence.runs)
    .counted.filter((run) => run.path === path)
    .map((run) => reasonIn(run, own, needed, evidence));
  const unexplained = reasons.find(({ because, explained }) => !explained || !because.deferrals);
  if (unexplained !== undefined) return { ...unexplained, explained: false };
  if (reasons.length === 0) return UNKNOWN;
  const deferrals = reasons.flatMap(({ because }) => because.deferrals ?? []);
  return { because: { deferrals: [...new Set(deferrals)].sort() }, explained: true };
}

function reasonIn(
  run: WorkflowRun,
  own: WorkflowJob,
  needed: readonly WorkflowJob[],
  evidence: RunEvidence,
): NotRun {
  const attempt = currentAttempt(run);
  const skipped = attempt.jobs.filter(({ name }) => isJobOf(own, name));
  if (skipped.length === 0 || skipped.some((job) => jobOutcome(job) !== 'idle')) return UNKNOWN;
  const before = attempt.jobs.filter(({ name }) => needed.some((one) => isJobOf(one, name)));
  const { explained } = explainRun(run, attempt, evidence);
  return { because: causeOfJobs(run, before, evidence), explained };
}

/** Returns the jobs that a job needs, directly or not. */
function neededBy(
  { needs }: WorkflowJob,
  jobs: readonly WorkflowJob[],
  seen: ReadonlySet<string> = new Set(),
): readonly WorkflowJob[] {
  return needs.flatMap(({ value }) => {
    const job = seen.has(value) ? undefined : jobs.find(({ id }) => id === value);
    return job === undefined ? [] : [job, ...neededBy(job, jobs, new Set([...seen, value]))];
  });
}
