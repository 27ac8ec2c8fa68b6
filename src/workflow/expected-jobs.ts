import type { Workflow, WorkflowJob } from '../model/workflow.ts';
import { isJobOf } from './test-steps.ts';

/** A job as a run lists it. */
export interface ShownJob {
  readonly name: string;
  readonly skipped: boolean;
}

/** A job of a workflow file of which an ended run lists fewer jobs than its matrix has. */
export interface MissingJobs {
  readonly job: WorkflowJob;
  readonly listed: number;
  readonly expected: number;
}

/**
 * Returns the jobs of a workflow that an ended run does not list in full. GitHub lists every job, also
 * skipped ones; of a skipped job it does not expand the matrix. A matrix behind an expression, or the
 * jobs of a called workflow, may be any number from one.
 */
export function missingJobs(
  { jobs }: Workflow,
  shown: readonly ShownJob[],
): readonly MissingJobs[] {
  return jobs.flatMap((job): readonly MissingJobs[] => {
    const own = shown.filter(({ name }) => isListed(job, name));
    if (own.length > 0 && own.every(({ skipped }) => skipped)) return [];
    const legs = job.uses === undefined ? job.matrix?.legs : undefined;
    const expected = legs === undefined || legs === 'dynamic' ? 1 : legs.length;
    return own.length < expected ? [{ job, listed: own.length, expected }] : [];
  });
}

/** Jobs of a called workflow are listed as `caller / job`, those of a matrix of calls as `caller (a) / job`. */
function isListed(job: WorkflowJob, shown: string): boolean {
  const caller = shown.indexOf(' / ');
  return isJobOf(job, shown) || (caller !== -1 && isJobOf(job, shown.slice(0, caller)));
}
