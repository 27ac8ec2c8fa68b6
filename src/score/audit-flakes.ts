import type { AuditFlake } from '../model/audit.ts';
import type { WorkflowRun } from '../model/run.ts';
import type { DeferralCover } from '../rules/deferral-cover.ts';
import { flakyTests } from '../rules/flaky-tests.ts';
import { runSource } from '../rules/run-source.ts';
import type { CollectedTests } from '../rules/tests-evidence.ts';
import { unstableJobs } from '../rules/unstable-jobs.ts';
import type { LocateSource } from './locate-source.ts';

/** What failed and then ran again on the audited code, and tests that passed only on a retry: appendix C. */
export function auditFlakes(
  runs: readonly WorkflowRun[],
  counted: readonly CollectedTests[],
  cover: DeferralCover,
  milestone: string,
  locate: LocateSource,
): readonly AuditFlake[] {
  const own = runs.filter(({ relation }) => relation !== 'stale');
  const jobs = unstableJobs(own, cover, new Set()).filter(
    ({ executions, failures }) => executions > failures,
  );
  return [
    ...jobs.map(
      ({ name, run, attempt, job, failures, executions }): AuditFlake => ({
        name,
        kind: job === undefined ? 'run' : 'job',
        first_seen: milestone,
        count: failures,
        evidence: `failed ${failures} of ${executions} times on this code`,
        source: locate(runSource(run, attempt, job)),
      }),
    ),
    ...flakyTests(counted, cover).map(
      ({ name, source }): AuditFlake => ({
        name,
        kind: 'test',
        first_seen: milestone,
        count: 1,
        evidence: 'passed only on a retry',
        source: locate(source),
      }),
    ),
  ];
}
