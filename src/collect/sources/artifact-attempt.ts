import type { ListedArtifact } from '../../model/forge.ts';
import type { Attempt, WorkflowRun } from '../../model/run.ts';

export interface AttributedArtifact {
  readonly artifact: ListedArtifact;
  /** 1-based attempt in which it was made. */
  readonly attempt: number;
  /** Why it no longer counts; empty when it does. */
  readonly stale: string;
}

/**
 * Artifacts carry no attempt: each belongs to the last attempt that had started when it was made. One
 * of an older attempt still counts when the job that ran at that moment was not repeated ("re-run
 * failed jobs"); otherwise it describes a run that no longer counts.
 */
export function attributeArtifacts(
  run: WorkflowRun,
  artifacts: readonly ListedArtifact[],
): readonly AttributedArtifact[] {
  const newestFirst = [...artifacts].sort((a, b) => compare(b, a));
  const seen = new Map<string, ListedArtifact>();
  const attributed = newestFirst.map((artifact) => {
    const attempt = attemptAt(run, artifact.createdAt);
    const newer = seen.get(artifact.name);
    if (newer === undefined) seen.set(artifact.name, artifact);
    const stale =
      newer === undefined
        ? staleness(run, artifact, attempt)
        : `artifact ${newer.id} of the same name is newer`;
    return { artifact, attempt, stale };
  });
  return attributed.sort((a, b) => a.artifact.id - b.artifact.id);
}

function compare(a: ListedArtifact, b: ListedArtifact): number {
  if (a.createdAt !== b.createdAt) return a.createdAt < b.createdAt ? -1 : 1;
  return a.id - b.id;
}

function attemptAt(run: WorkflowRun, createdAt: string): number {
  const started = run.attempts.filter(
    ({ startedAt }) => startedAt !== undefined && Date.parse(startedAt) <= Date.parse(createdAt),
  );
  return (started.at(-1) ?? run.attempts[0]).number;
}

function staleness(run: WorkflowRun, artifact: ListedArtifact, attempt: number): string {
  const newest = run.attempts.at(-1) ?? run.attempts[0];
  if (attempt === newest.number || keptJobMade(newest, artifact)) return '';
  return `it is of attempt ${attempt}; attempt ${newest.number} repeated the job and uploaded none of this name`;
}

/** Whether a job that the newest attempt took over from an older one was running when it was made. */
function keptJobMade(newest: Attempt, artifact: ListedArtifact): boolean {
  const made = Date.parse(artifact.createdAt);
  return newest.jobs.some(({ startedAt, completedAt }) => {
    if (startedAt === undefined || completedAt === undefined) return false;
    return Date.parse(startedAt) <= made && made <= Date.parse(completedAt) + 1000;
  });
}
