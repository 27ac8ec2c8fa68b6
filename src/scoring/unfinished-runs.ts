import { countedRuns } from '../analysis/counted-runs.ts';
import { attemptOutcome, currentAttempt } from '../model/current-attempt.ts';
import type { WorkflowRun } from '../model/run.ts';

/** The evidence runs still going after the wait, as `Tests run 7`. */
export function unfinishedRuns(runs: readonly WorkflowRun[]): readonly string[] {
  return countedRuns(runs)
    .counted.filter((run) => attemptOutcome(currentAttempt(run)) === 'unfinished')
    .map((run) => `${run.workflow} run ${run.id}`);
}
