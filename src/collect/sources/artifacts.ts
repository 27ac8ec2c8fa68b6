import { nameMatcher } from '../../lib/glob.ts';
import { absent, type Evidence, present, unreadable } from '../../model/evidence.ts';
import type { ListedArtifact } from '../../model/forge.ts';
import type { ArtifactRecord } from '../../model/reports.ts';
import { apiErrorText } from '../../model/result.ts';
import type { WorkflowRun } from '../../model/run.ts';
import type { CollectJob } from '../collect-job.ts';
import { attributeArtifacts } from './artifact-attempt.ts';

/** Larger archives are build products and traces, not reports. */
const MAX_BYTES = 256 * 1024 * 1024;

/** A listed artifact with what is known before it is downloaded; `listed` ones may be read. */
export interface ArtifactList {
  readonly records: readonly ArtifactRecord[];
  /** Why the list is not whole. */
  readonly refused: readonly string[];
}

/**
 * Artifacts of all runs of the evidence set. Of one name in one run the newest counts, as GitHub's
 * own download does; the list is asked in id order because the API documents none (GitHub REST docs,
 * "List workflow run artifacts", read 2026-11-22).
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
  sayWithoutDigests(job, records);
  return { records: records.sort(byNameThenId), refused };
}

/** Enterprise servers up to 3.19 know no digests (their OpenAPI descriptions, read 2026-11-22). */
function sayWithoutDigests(
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

/** The evidence kind `artifacts`, from the records after reading. */
export function artifactEvidence(
  list: ArtifactList,
  records: readonly ArtifactRecord[],
): Evidence<readonly ArtifactRecord[]> {
  const source = { what: 'artifacts of the evidence runs' };
  if (records.length > 0) return present(records, source);
  const [why] = list.refused;
  return why === undefined
    ? absent('the evidence runs uploaded no artifact')
    : unreadable(why, source);
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

/** Whether an artifact is to be downloaded and read. */
export function isToRead(record: ArtifactRecord): boolean {
  return record.state === 'listed' && record.why === '';
}
