import { jobOutcome, outcomeOf } from '../../model/current-attempt.ts';
import type { Evidence } from '../../model/evidence.ts';
import type { RepositoryFiles } from '../../model/repository.ts';
import type { Job, Step, WorkflowRun } from '../../model/run.ts';
import { testStepFinder } from '../../workflow/test-steps.ts';

/** A job in which tests ran, with the steps that ran them. */
export interface JobWithTests {
  readonly run: WorkflowRun;
  readonly attempt: number;
  readonly job: Job;
  /** At least one. */
  readonly steps: readonly Step[];
}

/** Ended jobs of a run's newest attempt in which a test step ran; the audit's own job has no log yet. */
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
