import type { Config } from '../../model/config.ts';
import { type Evidence, missing, present, type Source, unreadable } from '../../model/evidence.ts';
import type { EvidenceByKind } from '../../model/evidence-file.ts';
import type { CollectedReport, SourceKind } from '../../model/reports.ts';
import type { WorkflowRun } from '../../model/run.ts';
import type { ReportContent } from '../../report-formats/base/format.ts';
import { mergeCoverageReports } from '../../report-formats/coverage/coverage-tally.ts';
import { MergedTests } from '../../report-formats/test-results/merge-tests.ts';
import type { CollectJob } from '../base/collect-job.ts';
import {
  printNotices,
  withoutBetterRuns,
  withoutDuplicates,
  withoutRepeatedResults,
} from './duplicate-reports.ts';
import type { ReportFile } from './report-files.ts';
import { fromFile, mayBeOfKind } from './source-match.ts';

/** A report that counts, with the matrix job it belongs to. */
interface LegFile {
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
 * one matrix job (`leg`) are one result; matrix jobs stay separate. An unreadable file gives a notice
 * and hides no other.
 */
export function sortReports(
  job: CollectJob,
  files: readonly ReportFile[],
  runs: ReadonlyMap<number, WorkflowRun>,
): ReportEvidence {
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
  const legs = counted.map(({ file, content }) => ({
    file,
    content,
    leg: legOf(job.config, content.kind, file, runs),
  }));
  const broken = files.filter(({ result }) => result.state === 'unreadable');
  return {
    tests: evidenceOf('tests', mergedTests(job, legs), broken),
    coverage: evidenceOf('coverage', mergedCoverage(legs), broken),
    findings: evidenceOf('findings', unmerged(legs, 'findings', findingsOf), broken),
    inventory: evidenceOf('sbom', unmerged(legs, 'sbom', inventoryOf), broken),
    benchmarks: evidenceOf('benchmark', unmerged(legs, 'benchmark', benchmarksOf), broken),
  };
}

/** Returns the matrix job that the config names for the file, else the artifact's name. */
function legOf(
  config: Config,
  kind: SourceKind,
  file: ReportFile,
  runs: ReadonlyMap<number, WorkflowRun>,
): string {
  const declared = config.sources.find(
    (source) => source.kind === kind && source.leg !== undefined && fromFile(source, file, runs),
  );
  return declared?.leg ?? file.artifact?.name ?? '';
}

/** Groups the files by matrix job, in the order of their first files. */
function byLeg(legs: readonly LegFile[], kind: SourceKind): readonly (readonly LegFile[])[] {
  const groups = new Map<string, LegFile[]>();
  for (const one of legs.filter(({ content }) => content.kind === kind)) {
    groups.set(one.leg, [...(groups.get(one.leg) ?? []), one]);
  }
  return [...groups.values()];
}

/** A single matrix job needs no name. */
function nameOf(
  group: readonly LegFile[],
  groups: readonly unknown[],
): Pick<CollectedReport<unknown>, 'leg' | 'onlyLeg'> {
  const leg = group[0]?.leg ?? '';
  if (groups.length > 1) return { leg };
  return leg === '' ? { leg } : { leg: '', onlyLeg: leg };
}

/** Cites one file by its path, and several by what contains them. */
function sourceOf(group: readonly LegFile[]): Source {
  const [first, ...more] = group;
  if (first === undefined) throw new Error('a leg without files was made');
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

function mergedTests(job: CollectJob, legs: readonly LegFile[]): EvidenceByKind['tests'] {
  const groups = byLeg(legs, 'tests').map((leg) => withoutRepeatedResults(job, leg));
  return groups.map((group) => {
    const merged = new MergedTests();
    for (const { content } of group) if (content.kind === 'tests') merged.add(content.report);
    const leg = nameOf(group, groups);
    const files = group.length > 1 ? { files: group.length } : {};
    const repeated = merged.overlap > 0 ? { repeated: merged.overlap } : {};
    return { source: sourceOf(group), ...leg, report: merged.report(), ...files, ...repeated };
  });
}

function mergedCoverage(legs: readonly LegFile[]): EvidenceByKind['coverage'] {
  const groups = byLeg(legs, 'coverage');
  return groups.map((group) => {
    const reports = group.flatMap(({ content }) =>
      content.kind === 'coverage' ? [content.report] : [],
    );
    const [only, ...more] = reports;
    const report = only !== undefined && more.length === 0 ? only : mergeCoverageReports(reports);
    return { source: sourceOf(group), ...nameOf(group, groups), report };
  });
}

/** Returns the reports one by one, for kinds that are not merged. */
function unmerged<T>(
  legs: readonly LegFile[],
  kind: SourceKind,
  reportOf: (content: ReportContent) => T | undefined,
): readonly CollectedReport<T>[] {
  const groups = byLeg(legs, kind);
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
