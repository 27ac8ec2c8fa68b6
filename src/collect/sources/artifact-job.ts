import type { ArtifactRecord } from '../../model/reports.ts';
import type { JobWithTests } from './jobs-with-tests.ts';

/** An artifact's time is the end of its upload, which a step of the job waits for. */
const CLOCK_SKEW_MS = 2000;

/**
 * The test job that made an artifact; `undefined` when that cannot be told. GitHub says it of no
 * artifact: it is the run's only test job, or the only one whose matrix values the name holds, or
 * the only one that was running when it was made.
 */
export function jobOfArtifact(
  { name, createdAt }: ArtifactRecord,
  jobs: readonly JobWithTests[],
): JobWithTests | undefined {
  if (jobs.length === 1) return jobs[0];
  const named = jobs.filter(({ job }) => holdsLeg(name, job.name));
  if (named.length > 0) return only(named);
  return only(jobs.filter((one) => wasRunning(one, Date.parse(createdAt))));
}

function only<T>(found: readonly T[]): T | undefined {
  return found.length === 1 ? found[0] : undefined;
}

/** Whether every matrix value of `test (3.12, macos)` is a whole word of the artifact's name. */
function holdsLeg(artifact: string, job: string): boolean {
  const values = /\(([^()]+)\)$/.exec(job)?.[1]?.split(',') ?? [];
  return values.length > 0 && values.every((value) => holdsWord(artifact, value.trim()));
}

function holdsWord(text: string, word: string): boolean {
  const at = text.toLowerCase().indexOf(word.toLowerCase());
  if (word === '' || at === -1) return false;
  const [before = '', after = ''] = [text[at - 1], text[at + word.length]];
  // 3.1 is no part of 3.11.
  return !/[a-z0-9]/i.test(before) && !/[a-z0-9]/i.test(after);
}

function wasRunning({ job: { startedAt, completedAt } }: JobWithTests, made: number): boolean {
  if (startedAt === undefined || completedAt === undefined) return false;
  return Date.parse(startedAt) <= made && made <= Date.parse(completedAt) + CLOCK_SKEW_MS;
}
