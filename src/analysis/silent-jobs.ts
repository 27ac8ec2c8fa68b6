import type { Open } from '../model/verdict.ts';
import { type CollectedTests, sumCounts } from './test-reports.ts';

/**
 * Returns the matrix jobs whose logs say that no test ran while tests of another job of the same
 * matrix ran. Such a log proves nothing, as an empty report does.
 */
export function silentJobs(counted: readonly CollectedTests[]): readonly Open[] {
  const matrices = new Map<string, Map<string, CollectedTests[]>>();
  for (const one of counted) {
    const job = one.source.job;
    if (one.report.origin !== 'log' || job === undefined) continue;
    const key = JSON.stringify([one.source.runId, matrixOf(job)]);
    const jobs = matrices.get(key) ?? new Map<string, CollectedTests[]>();
    matrices.set(key, jobs.set(job, [...(jobs.get(job) ?? []), one]));
  }
  return [...matrices.values()].flatMap((jobs) => {
    const all = [...jobs].map(([job, logs]) => ({ job, logs, tests: sumCounts(logs).tests }));
    const other = all.find(({ tests }) => tests > 0);
    if (other === undefined) return [];
    return all
      .filter(({ tests }) => tests === 0)
      .flatMap(({ job, logs: [log] }): Open[] => {
        const why = `its log says that no test ran, and ${other.tests} ran in ${other.job}`;
        const what = `test results of ${job}`;
        return log === undefined ? [] : [{ kind: 'tests', what, why, source: log.source }];
      });
  });
}

/** GitHub shows the matrix values of a job in parentheses. */
function matrixOf(job: string): string {
  const values = job.indexOf(' (');
  return values === -1 ? job : job.slice(0, values);
}
