import type { Config } from '../../model/config.ts';
import { type Evidence, missing, present, type Source, unreadable } from '../../model/evidence.ts';
import type { EvidenceByKind } from '../../model/evidence-file.ts';
import type { ArtifactRecord, CollectedReport, SourceKind } from '../../model/reports.ts';
import type { RepositoryFiles } from '../../model/repository.ts';
import type { WorkflowRun } from '../../model/run.ts';
import type { ReportContent } from '../../report-formats/base/format.ts';
import { mergeCoverageReports } from '../../report-formats/coverage/coverage-tally.ts';
import { MergedTests } from '../../report-formats/test-results/merge-tests.ts';
import type { CollectJob } from '../base/collect-job.ts';
import { labelOf, statedLength } from './artifact-label.ts';
import { uploadNames } from './artifact-owner.ts';
import {
  printNotices,
  withoutBetterRuns,
  withoutDuplicates,
  withoutRepeatedResults,
} from './duplicate-reports.ts';
import type { ReportFile } from './report-files.ts';
import { fromFile, mayBeOfKind } from './source-match.ts';

/** A report that counts, with the name that tells it apart: its matrix job or artifact. */
interface NamedFile {
  readonly file: ReportFile;
  readonly content: ReportContent;
  readonly leg: string;
}

export type ReportEvidence = {
  readonly [K in 'tests' | 'coverage' | 'findings' | 'inventory' | 'benchmarks']: Evidence<
    EvidenceByKind[K]
  >;
};

/**
 * Sorts the report files into kinds. Files with equal bytes are one report uploaded twice. Files of
 * one matrix job are one result; matrix jobs stay separate. An unreadable file gives a notice and
 * hides no other.
 */
export function sortReports(
  job: CollectJob,
  all: readonly ReportFile[],
  records: readonly ArtifactRecord[],
  runs: ReadonlyMap<number, WorkflowRun>,
  repository: Evidence<RepositoryFiles>,
): ReportEvidence {
  const files = ofOriginalArtifacts(all, records, runs, repository);
  const counted = withoutBetterRuns(job, withoutDuplicates(job, files), runs).flatMap((file) => {
    const { result } = file;
    if (result.state !== 'unreadable') return [{ file, content: result.content }];
    job.notice(`${file.path} of ${file.source.what} could not be read: ${result.why}`);
    return [];
  });
  printNotices(
    job,
    counted.map(({ file }) => file),
  );
  const shared = sharedNames(files);
  const named = counted.map(({ file, content }) => ({
    file,
    content,
    leg: declaredName(job.config, content.kind, file, runs) ?? nameOfFile(file, shared),
  }));
  const broken = files.filter(({ result }) => result.state === 'unreadable');
  return {
    tests: evidenceOf('tests', mergedTests(job, named), broken),
    coverage: evidenceOf('coverage', mergedCoverage(named), broken),
    findings: evidenceOf('findings', unmerged(named, 'findings', findingsOf), broken),
    inventory: evidenceOf('sbom', unmerged(named, 'sbom', inventoryOf), broken),
    benchmarks: evidenceOf('benchmark', unmerged(named, 'benchmark', benchmarksOf), broken),
  };
}

/** Returns the matrix job that the config names for a file. */
function declaredName(
  config: Config,
  kind: SourceKind,
  file: ReportFile,
  runs: ReadonlyMap<number, WorkflowRun>,
): string | undefined {
  const declared = config.sources.find(
    (source) => source.kind === kind && source.leg !== undefined && fromFile(source, file, runs),
  );
  return declared?.leg;
}

/** Returns the artifact's name without what differs between runs; with its job where jobs share it. */
function nameOfFile({ artifact }: ReportFile, shared: ReadonlySet<string>): string {
  if (artifact === undefined) return '';
  const { job, name, label = name } = artifact;
  return job !== undefined && shared.has(nameKey(artifact)) ? `${label} (${job})` : label;
}

/** Returns the names that artifacts of several jobs of one run have. */
function sharedNames(files: readonly ReportFile[]): ReadonlySet<string> {
  const jobs = new Map<string, Set<string>>();
  for (const { artifact } of files) {
    if (artifact?.job === undefined) continue;
    const key = nameKey(artifact);
    jobs.set(key, (jobs.get(key) ?? new Set()).add(artifact.job));
  }
  return new Set([...jobs].flatMap(([key, names]) => (names.size > 1 ? [key] : [])));
}

function nameKey({ runId, name, label = name }: ArtifactRecord): string {
  return JSON.stringify([runId, label]);
}

/** Groups the files by matrix job, in the order of their first files. */
function byMatrixJob(
  files: readonly NamedFile[],
  kind: SourceKind,
): readonly (readonly NamedFile[])[] {
  const groups = new Map<string, NamedFile[]>();
  for (const one of files.filter(({ content }) => content.kind === kind)) {
    const group = groups.get(one.leg);
    if (group === undefined) groups.set(one.leg, [one]);
    else group.push(one);
  }
  return [...groups.values()];
}

/** A single matrix job needs no name. */
function nameOf(
  group: readonly NamedFile[],
  groups: readonly unknown[],
): Pick<CollectedReport<unknown>, 'leg' | 'onlyLeg'> {
  const leg = group[0]?.leg ?? '';
  if (groups.length > 1) return { leg };
  return leg === '' ? { leg } : { leg: '', onlyLeg: leg };
}

/** Cites one file by its path, and several by what contains them. */
function sourceOf(group: readonly NamedFile[]): Source {
  const [first, ...more] = group;
  if (first === undefined) throw new Error('a matrix job without files was made');
  if (more.length === 0) return first.file.source;
  const { path: _, ...source } = first.file.source;
  if (group.every(({ file }) => file.artifact === undefined)) {
    const others = more.length === 1 ? (more[0]?.file.path ?? '') : `${more.length} more`;
    return { ...source, what: `${source.what} and ${others}` };
  }
  const what = `${source.what} (${group.length} files)`;
  if (more.every(({ file }) => file.artifact?.id === first.file.artifact?.id)) {
    return { ...source, what };
  }
  // A result of several artifacts has no artifact id.
  const { artifactId: __, digest: ___, ...several } = source;
  return { ...several, what: `${source.what} and others (${group.length} files)` };
}

/** Returns the jobs of which the files are, once per artifact; nothing when one is not certain. */
function jobsOf(group: readonly NamedFile[]): Pick<CollectedReport<unknown>, 'jobs'> {
  const artifacts = new Map(group.map(({ file: { artifact } }) => [artifact?.id, artifact?.job]));
  const jobs = [...artifacts.values()].flatMap((job) => job ?? []);
  return jobs.length < artifacts.size ? {} : { jobs: jobs.sort() };
}

function mergedTests(job: CollectJob, all: readonly NamedFile[]): EvidenceByKind['tests'] {
  const groups = byMatrixJob(all, 'tests').map((group) => withoutRepeatedResults(job, group));
  return groups.map((group) => {
    const merged = new MergedTests();
    const reports = group.flatMap(({ content }) =>
      content.kind === 'tests' ? [content.report] : [],
    );
    merged.reserve(reports);
    for (const report of reports) merged.add(report);
    return {
      source: sourceOf(group),
      ...nameOf(group, groups),
      report: merged.report(),
      ...jobsOf(group),
      ...(group.length > 1 ? { files: group.length } : {}),
      ...(merged.overlap > 0 ? { repeated: merged.overlap } : {}),
    };
  });
}

function mergedCoverage(all: readonly NamedFile[]): EvidenceByKind['coverage'] {
  const groups = byMatrixJob(all, 'coverage');
  return groups.map((group) => {
    const reports = group.flatMap(({ content }) =>
      content.kind === 'coverage' ? [content.report] : [],
    );
    const [only, ...more] = reports;
    const report = only !== undefined && more.length === 0 ? only : mergeCoverageReports(reports);
    return { source: sourceOf(group), ...nameOf(group, groups), report, ...jobsOf(group) };
  });
}

/** Returns the reports one by one, for kinds that are not merged. */
function unmerged<T>(
  all: readonly NamedFile[],
  kind: SourceKind,
  reportOf: (content: ReportContent) => T | undefined,
): readonly CollectedReport<T>[] {
  const groups = byMatrixJob(all, kind);
  return groups.flatMap((group) =>
    group.flatMap(({ file, content }) => {
      const report = reportOf(content);
      return report === undefined
        ? []
        : [{ source: file.source, ...nameOf(group, groups), report }];
    }),
  );
}

function findingsOf(content: ReportContent) {
  return content.kind === 'findings' ? content.report : undefined;
}

function inventoryOf(content: ReportContent) {
  return content.kind === 'sbom' ? content.report : undefined;
}

function benchmarksOf(content: ReportContent) {
  return content.kind === 'benchmark' ? content.report : undefined;
}

const WORDS: Readonly<Record<SourceKind, string>> = {
  tests: 'test report',
  coverage: 'coverage report',
  findings: 'scan report',
  sbom: 'bill of materials',
  benchmark: 'benchmark report',
};

function evidenceOf<T>(
  kind: SourceKind,
  reports: readonly CollectedReport<T>[],
  broken: readonly ReportFile[],
): Evidence<readonly CollectedReport<T>[]> {
  const [first] = reports;
  if (first !== undefined) return present(reports, first.source);
  const bad = broken.find((file) => mayBeOfKind(kind, file));
  return bad?.result.state === 'unreadable'
    ? unreadable(`${bad.path} of ${bad.source.what}: ${bad.result.why}`, bad.source)
    : missing(`no ${WORDS[kind]} was found in the artifacts of the evidence runs`);
}

/**
 * Returns the files with those of a merged artifact assigned to the artifacts that it was made of.
 * Merging several keeps each in a folder with its name (README of `actions/download-artifact`, read
 * 2026-11-29). A file of an artifact that a newer one replaced is left out.
 */
function ofOriginalArtifacts(
  files: readonly ReportFile[],
  records: readonly ArtifactRecord[],
  runs: ReadonlyMap<number, WorkflowRun>,
  repository: Evidence<RepositoryFiles>,
): readonly ReportFile[] {
  const byName = new Map(records.map((record) => [keyOf(record.runId, record.name), record]));
  const matrixNames = new Map(
    [...runs.values()].map((run) => [run.id, uploadNames(run, repository).filter(isOfMatrix)]),
  );
  return files.flatMap((file): readonly ReportFile[] => {
    const { artifact, path } = file;
    const run = artifact && runs.get(artifact.runId);
    const slash = path.indexOf('/');
    if (artifact === undefined || run === undefined || slash <= 0) return [file];
    const folder = path.slice(0, slash);
    const templates = matrixNames.get(run.id) ?? [];
    if (templates.every((one) => !statedLength(one, folder))) return [file];
    const original = byName.get(keyOf(run.id, folder));
    if (original?.state === 'stale') return [];
    return [{ ...file, artifact: asOriginal(artifact, folder, original, run, templates) }];
  });
}

function asOriginal(
  { job: _, label: __, ...merged }: ArtifactRecord,
  name: string,
  original: ArtifactRecord | undefined,
  run: WorkflowRun,
  templates: readonly string[],
): ArtifactRecord {
  const label = labelOf({ ...merged, name }, run, merged.attempt, templates);
  return { ...merged, label, ...(original?.job === undefined ? {} : { job: original.job }) };
}

/** Only a name with an expression tells matrix jobs apart; any artifact can have a folder `coverage`. */
function isOfMatrix(template: string): boolean {
  return template.includes('${{');
}

function keyOf(runId: number, name: string): string {
  return JSON.stringify([runId, name]);
}
