import { createHash } from 'node:crypto';
import { mapConcurrent, mapWithBudget } from '../../lib/concurrency.ts';
import { nameMatcher, pathMatcher } from '../../lib/glob.ts';
import { type Evidence, missing, type Source } from '../../model/evidence.ts';
import type { StoredBytes } from '../../model/forge.ts';
import type { ArtifactRecord } from '../../model/reports.ts';
import type { RepositoryFiles } from '../../model/repository.ts';
import { apiErrorText } from '../../model/result.ts';
import type { WorkflowRun } from '../../model/run.ts';
import type { ReadReport } from '../../report-formats/base/format.ts';
import { kindOfName, shouldBeReport } from '../../report-formats/base/report-path.ts';
import { reportReader, UNKNOWN_FORMAT } from '../../report-formats/read-report.ts';
import { withPackedCases } from '../../report-formats/test-results/tallied-report.ts';
import type { ArchiveEntry } from '../../report-formats/zip/archive.ts';
import { readPieces } from '../../report-formats/zip/inflate-entry.ts';
import { openArchive } from '../../report-formats/zip/read-zip.ts';
import type { CollectJob } from '../base/collect-job.ts';
import { type ArtifactList, isToRead, listArtifacts, withUploaders } from './artifacts.ts';

/** One report file as it was read. */
export interface ReportFile {
  /** Path inside the archive or the workspace. */
  readonly path: string;
  readonly result: ReadReport;
  /** SHA-256 of the file's bytes; files with the same digest are one report uploaded twice. */
  readonly digest: string;
  /** Number of bytes read; 0 for an empty file. */
  readonly bytes: number;
  readonly source: Source;
  /** Absent for a file of the workspace. */
  readonly artifact?: ArtifactRecord;
}

export interface ReadArtifacts {
  readonly records: readonly ArtifactRecord[];
  readonly files: readonly ReportFile[];
}

/** Concurrent downloads and their total bytes, which are on disk while they are read. */
const DOWNLOADS = { atOnce: 24, weight: 128 * 1024 * 1024 };
const MAX_BYTES = 256 * 1024 * 1024;
/** Concurrent reads of workspace files. */
const AT_ONCE = 6;

/** The artifacts of runs with their files, and what could not be listed. */
export interface RunReports extends ReadArtifacts {
  readonly list: ArtifactList;
}

/** Lists and reads the artifacts of runs, and assigns them to the jobs that uploaded them. */
export async function readRunReports(
  job: CollectJob,
  runs: readonly WorkflowRun[],
  repository: Promise<Evidence<RepositoryFiles>>,
): Promise<RunReports> {
  const isRerun = runs.some(({ attempts }) => attempts.length > 1);
  // Only artifacts of a run with several attempts wait for the workflow files.
  const early = isRerun ? await repository : missing('not needed to read artifacts');
  const list = await listArtifacts(job, runs, early);
  const urls = new Map(runs.map(({ id, url }) => [id, url]));
  const read = await readArtifactFiles(job, list.records, urls);
  const records = withUploaders(read.records, runs, await repository);
  const byId = new Map(records.map((record) => [record.id, record]));
  const files = read.files.map((file) => {
    const artifact = byId.get(file.artifact?.id ?? 0);
    return artifact === undefined ? file : { ...file, artifact };
  });
  return { list, records, files };
}

/** Downloads the artifacts, opens them in memory within the archive limits, and reads every file. */
export async function readArtifactFiles(
  job: CollectJob,
  records: readonly ArtifactRecord[],
  runUrls: ReadonlyMap<number, string>,
): Promise<ReadArtifacts> {
  const results = await mapWithBudget(
    records,
    DOWNLOADS,
    (record) => (isToRead(record) ? record.bytes : 0),
    async (record) =>
      isToRead(record)
        ? readArtifact(job, record, sourceOf(record, runUrls.get(record.runId)))
        : { record, files: [] },
  );
  return {
    records: results.map(({ record }) => record),
    files: results.flatMap(({ files }) => files),
  };
}

function sourceOf(record: ArtifactRecord, runUrl: string | undefined): Source {
  const { id, name, runId, attempt, digest } = record;
  return {
    what: `artifact ${name}`,
    ...(runUrl === undefined ? {} : { url: `${runUrl}/artifacts/${id}` }),
    runId,
    attempt,
    artifactId: id,
    ...(digest === undefined ? {} : { digest }),
  };
}

interface OneArtifact {
  readonly record: ArtifactRecord;
  readonly files: readonly ReportFile[];
}

async function readArtifact(
  job: CollectJob,
  record: ArtifactRecord,
  source: Source,
): Promise<OneArtifact> {
  const bytes = await archiveBytes(job, record);
  if ('state' in bytes) return { record: { ...record, ...bytes }, files: [] };
  try {
    return await readArchive(job, record, bytes, source);
  } finally {
    bytes.close();
  }
}

async function readArchive(
  job: CollectJob,
  record: ArtifactRecord,
  bytes: StoredBytes,
  source: Source,
): Promise<OneArtifact> {
  if (record.digest !== undefined && record.digest !== `sha256:${await sha256(bytes)}`) {
    const why = 'its bytes do not have the digest that GitHub states';
    return { record: { ...record, state: 'unreadable', why }, files: [] };
  }
  const archive = openArchive(bytes, record.name);
  if (archive.state === 'unreadable') {
    return { record: { ...record, state: 'unreadable', why: archive.why }, files: [] };
  }
  const files: ReportFile[] = [];
  const digests: FileDigest[] = [];
  for (const entry of archive.entries) {
    const { file, digest } = await readEntry(job, entry, record, source);
    if (file !== undefined) files.push(file);
    digests.push({ path: entry.path, ...(digest === undefined ? {} : { digest }) });
  }
  const why = files.length === 0 ? 'no file in it is in a report format that is read' : '';
  const isAttested = attestedPaths(job, record);
  const attested = digests.filter(({ path }) => isAttested(path));
  const named = attested.length === 0 ? {} : { files: attested };
  return { record: { ...record, ...named, state: 'read', why }, files };
}

type FileDigest = NonNullable<ArtifactRecord['files']>[number];

/** Returns whether the config asks for attestations of a file in this artifact. */
function attestedPaths(
  { config: { attestations = [] } }: CollectJob,
  { name }: ArtifactRecord,
): (path: string) => boolean {
  const globs = attestations.flatMap(({ artifact, path }) =>
    path !== undefined && nameMatcher([artifact])(name) ? [path] : [],
  );
  return globs.length === 0 ? () => false : pathMatcher(globs);
}

async function archiveBytes(
  job: CollectJob,
  record: ArtifactRecord,
): Promise<StoredBytes | Pick<ArtifactRecord, 'state' | 'why'>> {
  const download = await job.world.forge.download(record.id, MAX_BYTES);
  if (download.ok) return download.value;
  return download.error.kind === 'gone'
    ? { state: 'expired', why: 'GitHub has deleted it: its retention is over' }
    : { state: 'unreadable', why: `it could not be downloaded: ${apiErrorText(download.error)}` };
}

async function sha256(bytes: StoredBytes): Promise<string> {
  const hash = createHash('sha256');
  await readPieces(bytes, 0, bytes.size, (piece) => {
    hash.update(piece);
    return true;
  });
  return hash.digest('hex');
}

interface EntryRead {
  /** Absent for a file that is no report. */
  readonly file?: ReportFile;
  /** `sha256:…`; absent for a file that could not be read. */
  readonly digest?: string;
}

async function readEntry(
  job: CollectJob,
  entry: ArchiveEntry,
  artifact: ArtifactRecord,
  source: Source,
): Promise<EntryRead> {
  const { path } = entry;
  if (entry.state === 'refused') {
    job.notice(`${path} in artifact ${artifact.name}: ${entry.why}`);
    if (kindOfName(path) === undefined) return {};
    // The name is that of a report, and a refused report may be the one that failed.
    const result = { state: 'unreadable', format: UNKNOWN_FORMAT, why: entry.why } as const;
    return { file: { path, result, digest: '', bytes: 1, source: { ...source, path }, artifact } };
  }
  const reader = reportReader(path);
  const hash = createHash('sha256');
  let bytes = 0;
  const end = await entry.read((chunk) => {
    bytes += chunk.length;
    hash.update(chunk);
    reader.write(chunk);
  });
  const digest = hash.digest('hex');
  const known = { path, digest, bytes, source: { ...source, path }, artifact };
  const read = reader.end();
  if (end.state === 'broken') {
    // An interrupted transfer is not an empty file, even when no byte arrived.
    const result = { state: 'unreadable', format: read.format, why: end.why } as const;
    return { file: { ...known, bytes: Math.max(1, bytes), result } };
  }
  const file = isReport(path, bytes, read) ? { file: { ...known, result: packed(read) } } : {};
  return { ...file, digest: `sha256:${digest}` };
}

/** All files of the audit are read before the first are merged. */
function packed(read: ReadReport): ReadReport {
  if (read.state === 'unreadable' || read.content.kind !== 'tests') return read;
  return { ...read, content: { kind: 'tests', report: withPackedCases(read.content.report) } };
}

/** A page or picture next to the reports is not a broken report; an empty `out.xml` or `junit.xml` is. */
function isReport(path: string, bytes: number, read: ReadReport): boolean {
  if (read.state !== 'unreadable' || read.format !== UNKNOWN_FORMAT) return true;
  return shouldBeReport(path, bytes, read.torn === true);
}

/** Reads the workspace's report files that the `reports` globs name. */
export async function readWorkspaceFiles(job: CollectJob): Promise<readonly ReportFile[]> {
  const { config, world } = job;
  if (config.reports.length === 0) return [];
  const paths = await world.files.glob(config.reports);
  if (paths.length === 0) job.notice(`no file matches ${config.reports.join(', ')}`);
  return mapConcurrent(paths, AT_ONCE, (path) => readWorkspaceFile(job, path));
}

async function readWorkspaceFile({ world }: CollectJob, path: string): Promise<ReportFile> {
  // No `path`: the file is on this machine, and no link to the commit could open it.
  const source = { what: `file ${path}` };
  const reader = reportReader(path);
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const chunk of world.files.read(path)) {
      bytes += chunk.length;
      hash.update(chunk);
      reader.write(chunk);
    }
  } catch (error) {
    const why = `it could not be read: ${error instanceof Error ? error.message : String(error)}`;
    const result = { state: 'unreadable', format: UNKNOWN_FORMAT, why } as const;
    return { path, result, digest: '', bytes: Math.max(1, bytes), source };
  }
  return { path, result: packed(reader.end()), digest: hash.digest('hex'), bytes, source };
}
