import { currentAttempt, jobOutcome, outcomeOf } from '../model/current-attempt.ts';
import type { Job, Step, WorkflowRun } from '../model/run.ts';
import type { Flaw } from '../model/verdict.ts';
import { explainRun, type RunEvidence } from './explained-run.ts';

/** What made something wrong: a cause, or the live deferrals that cover all of it. */
export type Because = Pick<Flaw, 'cause' | 'deferrals'>;

/** One cause, whatever report, step, or run shows it. */
export const FAILING_TESTS = 'failing tests';

/** Returns the cause of what a failed step makes wrong. The jobs of a matrix have one cause. */
export function failedStep(path: string, job: string, step: string): string {
  const matrix = job.endsWith(')') ? job.lastIndexOf(' (') : -1;
  return JSON.stringify(['step', path, matrix > 0 ? job.slice(0, matrix) : job, step]);
}

/** Returns the cause of everything that a rule finds without another one. */
export function ownCause(rule: string): string {
  return JSON.stringify(['rule', rule]);
}

/** Returns the cause of a weakening: each is undone in another place. */
export function weakeningOf(key: string): string {
  return JSON.stringify(['weakening', key]);
}

/** Returns the cause of a run that passed only when it ran again. */
export function rerunOf({ path }: WorkflowRun): string {
  return JSON.stringify(['rerun', path]);
}

/** Returns why a step failed: through the failing tests that reports of its run name, else by itself. */
export function causeOfStep(
  run: WorkflowRun,
  job: Job,
  step: Step,
  evidence: RunEvidence,
): Because {
  if (evidence.isTestStep(run, job, step)) {
    const { failures, uncovered, deferrals } = explainRun(run, currentAttempt(run), evidence);
    if (failures > 0) return uncovered > 0 ? { cause: FAILING_TESTS } : { deferrals };
  }
  return { cause: failedStep(run.path, job.name, step.name) };
}

/** Returns why the first failed step of these jobs failed; nothing when no step did. */
export function causeOfJobs(
  run: WorkflowRun,
  jobs: readonly Job[],
  evidence: RunEvidence,
): Because {
  const failed = jobs.filter((job) => jobOutcome(job) === 'failed');
  const [first] = failed.flatMap((job) =>
    job.steps
      .filter(({ progress }) => outcomeOf(progress) === 'failed')
      .map((step) => ({ job, step })),
  );
  return first === undefined ? {} : causeOfStep(run, first.job, first.step, evidence);
}
