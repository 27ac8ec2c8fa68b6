import type { ArtifactRecord } from '../model/reports.ts';
import type { WorkflowRun } from '../model/run.ts';

/**
 * When the newest evidence was complete: the audit's date, because "today" would make the same
 * evidence give other bytes tomorrow. The audit's own job is left out, as it runs anew each time.
 */
export function evidenceTime(
  runs: readonly WorkflowRun[],
  artifacts: readonly ArtifactRecord[],
): string | null {
  const jobs = runs
    .filter((run) => run.relation !== 'stale')
    .flatMap((run) => run.attempts.flatMap((attempt) => attempt.jobs))
    .filter((job) => !job.own)
    .flatMap((job) => job.completedAt ?? []);
  const times = jobs.length > 0 ? jobs : artifacts.map(({ createdAt }) => createdAt);
  // ISO 8601 in UTC sorts as text.
  return times.reduce<string | null>(
    (newest, time) => (newest === null || time > newest ? time : newest),
    null,
  );
}
