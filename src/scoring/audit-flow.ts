import { countedRuns } from '../analysis/counted-runs.ts';
import type { AuditEvidence } from '../model/audit-evidence.ts';
import { currentAttempt, wordFor } from '../model/current-attempt.ts';
import type { CollectedReport, TestReport } from '../model/reports.ts';
import type { WorkflowRun } from '../model/run.ts';
import { secondsOf } from './audit-runs.ts';

/** Steps every job has, which say nothing of what this CI does. */
const PLUMBING =
  /^(?:set up job|complete job|post .*|(?:run )?actions\/|checkout$|initialize containers|stop containers|set up (?:python|node|java|go|ruby)|(?:run )?(?:upload|download)[ -].*)/i;

/**
 * The chain of steps of the job whose run carries the tests, else of the job with the most steps:
 * the longest story the evidence tells. Plumbing is left out; what did not pass carries its word.
 */
export function ciFlow(
  runs: readonly WorkflowRun[],
  tests: readonly CollectedReport<TestReport>[],
): AuditEvidence['flow'] {
  const { counted } = countedRuns(runs);
  const testRuns = new Set(tests.map(({ source }) => source.runId));
  const carrying = counted.filter((run) => testRuns.has(run.id));
  const jobs = (carrying.length > 0 ? carrying : counted).flatMap(
    (run) => currentAttempt(run).jobs,
  );
  const chains = jobs.map((job) =>
    job.steps
      .filter((step) => !PLUMBING.test(step.name))
      .map((step) => ({
        name: step.name,
        conclusion: wordFor(step.progress),
        seconds: secondsOf(step),
      })),
  );
  return chains.reduce((longest, chain) => (chain.length > longest.length ? chain : longest), []);
}
