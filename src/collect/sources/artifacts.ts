import { nameMatcher } from '../../lib/glob.ts';
import { currentAttempt, jobOutcome } from '../../model/current-attempt.ts';
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
import type { RepositoryFiles } from '../../model/repository.ts';
import { apiErrorText } from '../../model/result.ts';
import type { WorkflowRun } from '../../model/run.ts';
import type { CollectJob } from '../base/collect-job.ts';
import { labelOf } from './artifact-label.ts';
import { type Execution, isCurrent, uploaderFinder, uploadNames } from './artifact-owner.ts';

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
  files: Evidence<RepositoryFiles>,
): Promise<ArtifactList> {
  const lists = await Promise.all(
    runs.map(async (run) => ({ run, answer: await job.reads.artifacts(run.id) })),
  );
  const records: ArtifactRecord[] = [];
  const refused: string[] = [];
  for (const { run, answer } of lists) {
    if (answer.ok) {
      records.push(...recordsOf(job, run, answer.value, files));
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
  files: Evidence<RepositoryFiles>,
): readonly ArtifactRecord[] {
  return attributeArtifacts(run, listed, files).map((one) => {
    const { id, name, bytes, digest, createdAt } = one.artifact;
    return {
      ...{ id, name, runId: run.id, ...uploaderOf(one), bytes, createdAt },
      ...(digest === undefined ? {} : { digest }),
      ...stateOf(job, run, one.artifact, one.stale),
    };
  });
}

function uploaderOf({ artifact, attempt, job, label }: Upload) {
  return {
    attempt,
    ...(job === undefined ? {} : { job }),
    ...(label === artifact.name ? {} : { label }),
  };
}

/**
 * Returns the artifacts with the jobs that uploaded them. Which of them count is settled before
 * without the workflow files, unless a run has several attempts.
 */
export function withUploaders(
  records: readonly ArtifactRecord[],
  runs: readonly WorkflowRun[],
  files: Evidence<RepositoryFiles>,
): readonly ArtifactRecord[] {
  const known = new Map(
    runs
      .flatMap((run) => {
        const own = records.filter(({ runId }) => runId === run.id);
        return attributeArtifacts(run, own, files);
      })
      .map((one) => [one.artifact.id, uploaderOf(one)]),
  );
  return records.map((record) => ({ ...record, ...known.get(record.id) }));
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

type Named = Pick<ListedArtifact, 'id' | 'name' | 'createdAt'>;

/** An artifact with the executions that may have uploaded it. */
interface Upload<A extends Named = Named> {
  readonly artifact: A;
  readonly by: readonly Execution[];
  /** 1-based attempt in which it was made. */
  readonly attempt: number;
  /** The job that uploaded it, when only one may have. */
  readonly job: string | undefined;
  readonly label: string;
}

interface AttributedArtifact<A extends Named> extends Upload<A> {
  /** Why it no longer counts; empty when it does. */
  readonly stale: string;
}

/**
 * Assigns each artifact to the attempt whose job uploaded it. It counts while that job does: until a
 * later attempt repeats the job, or a newer artifact of the same job has the same name apart from
 * attempt, run, commit, and date.
 */
function attributeArtifacts<A extends Named>(
  run: WorkflowRun,
  artifacts: readonly A[],
  files: Evidence<RepositoryFiles>,
): readonly AttributedArtifact<A>[] {
  const templates = uploadNames(run, files);
  const uploadersOf = uploaderFinder(run, files, templates);
  const uploads = [...artifacts].sort(compare).map((artifact): Upload<A> => {
    const all = uploadersOf(artifact);
    const counting = all.filter((one) => isCurrent(run, one));
    const by = counting.length > 0 ? counting : all;
    const attempt = by[0]?.attempt.number ?? attemptAt(run, artifact.createdAt);
    const names = new Set(by.map(({ job }) => job.name));
    return {
      artifact,
      by,
      attempt,
      job: names.size === 1 ? by[0]?.job.name : undefined,
      label: labelOf(artifact, run, attempt, templates),
    };
  });
  return byLabel(uploads)
    .flatMap((alike) => (areShared(alike) ? byLabel(alike.map(withName)) : [alike]))
    .flatMap((alike) =>
      alike.map((one, at): AttributedArtifact<A> => {
        const newer = alike.slice(at + 1).find((later) => replaces(later, one));
        const stale =
          newer === undefined
            ? staleness(run, one)
            : `artifact ${newer.artifact.id} of the same name is newer`;
        return { ...one, stale };
      }),
    )
    .sort((a, b) => a.artifact.id - b.artifact.id);
}

/** Groups the uploads by label, each in the order of the uploads. */
function byLabel<A extends Named>(uploads: readonly Upload<A>[]): readonly Upload<A>[][] {
  const groups = new Map<string, Upload<A>[]>();
  for (const one of uploads) {
    const group = groups.get(one.label);
    if (group === undefined) groups.set(one.label, [one]);
    else group.push(one);
  }
  return [...groups.values()];
}

function withName<A extends Named>(upload: Upload<A>): Upload<A> {
  return { ...upload, label: upload.artifact.name };
}

/** In one attempt, what a label leaves out distinguishes two artifacts. */
function areShared(alike: readonly Upload[]): boolean {
  const names = new Map(alike.map(({ attempt, artifact }) => [attempt, artifact.name]));
  return alike.some(({ attempt, artifact }) => names.get(attempt) !== artifact.name);
}

function replaces(newer: Upload, older: Upload): boolean {
  return newer.job === undefined || older.job === undefined || newer.job === older.job;
}

function compare(a: Named, b: Named): number {
  if (a.createdAt !== b.createdAt) return a.createdAt < b.createdAt ? -1 : 1;
  return a.id - b.id;
}

function attemptAt(run: WorkflowRun, createdAt: string): number {
  const started = run.attempts.filter(
    ({ startedAt }) => startedAt !== undefined && Date.parse(startedAt) <= Date.parse(createdAt),
  );
  return (started.at(-1) ?? run.attempts[0]).number;
}

/**
 * Returns why the job that uploaded an artifact no longer counts. A repeated job that was cancelled,
 * skipped, or failed without a newer artifact does not replace what is known of the earlier one.
 */
function staleness(run: WorkflowRun, { by, attempt }: Upload): string {
  const newest = currentAttempt(run);
  if (attempt === newest.number || by.some((one) => isCurrent(run, one))) return '';
  const names = new Set(by.map(({ job }) => job.name));
  const repeated = newest.jobs.filter(({ name }) => names.has(name));
  const isReplaced =
    repeated.length === 0 ||
    repeated.some((job) => ['passed', 'unfinished'].includes(jobOutcome(job)));
  return isReplaced
    ? `it is of attempt ${attempt}; attempt ${newest.number} repeated the job and uploaded none of this name`
    : '';
}
