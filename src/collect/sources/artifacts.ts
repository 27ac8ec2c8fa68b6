import { nameMatcher } from '../../lib/glob.ts';
import {
  type Evidence,
  type None,
  none,
  present,
  type UnreadPart,
  unreadable,
} from '../../model/evidence.ts';
import type { ListedArtifact } from '../../model/forge.ts';
import type { ArtifactRecord } from '../../model/reports.ts';
import { apiErrorText } from '../../model/result.ts';
import type { Attempt, WorkflowRun } from '../../model/run.ts';
import type { CollectJob } from '../base/collect-job.ts';

/** Maximum size of an artifact that is read; larger ones are build products and traces. */
const MAX_BYTES = 256 * 1024 * 1024;

/** Artifacts with what is known before the download; `listed` ones can be read. */
export interface ArtifactList {
  readonly records: readonly ArtifactRecord[];
  /** Why the list is incomplete. */
  readonly refused: readonly string[];
}

/**
 * Lists the artifacts of all runs of the evidence set. Of several with one name in one run, the newest
 * counts, as in GitHub's own download. They are sorted by name and id, because the API documents no
 * order (GitHub REST docs, "List workflow run artifacts", read 2026-11-22).
 */
export async function listArtifacts(
  job: CollectJob,
  runs: readonly WorkflowRun[],
): Promise<ArtifactList> {
  const lists = await Promise.all(
    runs.map(async (run) => ({ run, answer: await job.reads.artifacts(run.id) })),
  );
  const records: ArtifactRecord[] = [];
  const refused: string[] = [];
  for (const { run, answer } of lists) {
    if (answer.ok) {
      records.push(...recordsOf(job, run, answer.value));
    } else {
      refused.push(`artifacts of run ${run.id} could not be listed: ${apiErrorText(answer.error)}`);
    }
  }
  for (const why of refused) job.notice(why);
  noticeMissingDigests(job, records);
  return { records: records.sort(byNameThenId), refused };
}

/** Enterprise servers up to 3.19 have no digests (their OpenAPI descriptions, read 2026-11-22). */
function noticeMissingDigests(
  { world, notice }: CollectJob,
  records: readonly ArtifactRecord[],
): void {
  if (world.event.serverUrl === 'https://github.com') return;
  const read = records.filter(isToRead);
  if (read.length === 0 || read.some(({ digest }) => digest !== undefined)) return;
  notice('the server states no digest of artifacts: what was read is not checked against one');
}

function byNameThenId(a: ArtifactRecord, b: ArtifactRecord): number {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  return a.id - b.id;
}

/** Returns the evidence kind `artifacts` from the records after reading. */
export function artifactEvidence(
  list: ArtifactList,
  records: readonly ArtifactRecord[],
): Evidence<readonly ArtifactRecord[]> {
  const source = { what: 'artifacts of the evidence runs' };
  if (records.length > 0) return present(records, source, refusedLists(list));
  const [why] = list.refused;
  return why === undefined
    ? none('the evidence runs uploaded no artifact', source)
    : unreadable(why, source);
}

/** Returns the runs whose artifacts could not be listed. */
export function refusedLists({ refused }: Pick<ArtifactList, 'refused'>): readonly UnreadPart[] {
  return refused.map((why) => ({ what: 'artifacts of a run', why }));
}

/**
 * Completes what was found of one kind of report: adds the lists and expired artifacts that may hold
 * another one. Where none was found and everything was read, there is none.
 */
export function completeReports<T>(
  reports: Evidence<T>,
  { refused, records }: ArtifactList,
  proof: Omit<None, 'state'>,
): Evidence<T> {
  const expired = records
    .filter(({ state }) => state === 'expired')
    .map(({ name, why }) => ({ what: `artifact ${name}`, why }));
  const unread = [...refusedLists({ refused }), ...expired];
  if (reports.state === 'present') return present(reports.value, reports.source, unread);
  const complete = unread.length === 0 && records.every(({ state }) => state !== 'unreadable');
  return reports.state === 'missing' && complete ? none(proof.why, proof.source) : reports;
}

function recordsOf(
  job: CollectJob,
  run: WorkflowRun,
  listed: readonly ListedArtifact[],
): readonly ArtifactRecord[] {
  return attributeArtifacts(run, listed).map(({ artifact, attempt, stale }) => {
    const { id, name, bytes, digest, createdAt } = artifact;
    const known = { id, name, runId: run.id, attempt, bytes, createdAt };
    const state = stateOf(job, run, artifact, stale);
    return { ...known, ...(digest === undefined ? {} : { digest }), ...state };
  });
}

function stateOf(
  { config }: CollectJob,
  run: WorkflowRun,
  artifact: ListedArtifact,
  stale: string,
): Pick<ArtifactRecord, 'state' | 'why'> {
  if (run.relation === 'stale') {
    return {
      state: 'stale',
      why: `it is of commit ${run.headSha.slice(0, 7)}, whose code differs`,
    };
  }
  if (stale !== '') return { state: 'stale', why: stale };
  if (artifact.expired)
    return { state: 'expired', why: 'GitHub has deleted it: its retention is over' };
  if (!isWanted(config.artifacts, artifact.name)) {
    return { state: 'listed', why: 'not read: its name matches no glob of `artifacts`' };
  }
  if (artifact.bytes > MAX_BYTES) {
    const why = `not read: it has ${artifact.bytes} bytes, and at most ${MAX_BYTES} are read`;
    return { state: 'unreadable', why };
  }
  return { state: 'listed', why: '' };
}

function isWanted(globs: readonly string[], name: string): boolean {
  return globs.length === 0 || nameMatcher(globs)(name);
}

/** Returns whether an artifact must be downloaded and read. */
export function isToRead(record: ArtifactRecord): boolean {
  return record.state === 'listed' && record.why === '';
}

interface AttributedArtifact {
  readonly artifact: ListedArtifact;
  /** 1-based attempt in which it was made. */
  readonly attempt: number;
  /** Why it no longer counts; empty when it does. */
  readonly stale: string;
}

/**
 * Finds the attempt of each artifact, which GitHub does not state: the last one that had started when
 * the artifact was made. An artifact of an older attempt still counts when the job that ran at that
 * time was not repeated ("re-run failed jobs"). Otherwise it is stale.
 */
function attributeArtifacts(
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

/** Returns whether a job that the newest attempt kept from an older one was running at that time. */
function keptJobMade(newest: Attempt, artifact: ListedArtifact): boolean {
  const made = Date.parse(artifact.createdAt);
  return newest.jobs.some(({ startedAt, completedAt }) => {
    if (startedAt === undefined || completedAt === undefined) return false;
    return Date.parse(startedAt) <= made && made <= Date.parse(completedAt) + 1000;
  });
}
