import type { SourceConfig } from '../../model/config.ts';
import { type Evidence, none, present } from '../../model/evidence.ts';
import type { ArtifactRecord, ExpectedSource } from '../../model/reports.ts';
import type { WorkflowRun } from '../../model/run.ts';
import type { WorkflowFile } from '../../model/workflow.ts';
import { UNKNOWN_FORMAT } from '../../report-formats/read-report.ts';
import type { CollectJob } from '../base/collect-job.ts';
import { withoutMatrixValues } from './artifact-owner.ts';
import type { ReportFile } from './report-files.ts';
import { ambiguousName, fromArtifact, fromFile, kindOfFile, mayBeOfKind } from './source-match.ts';

/** Everything that was found when the reports were read. */
export interface Found {
  readonly runs: ReadonlyMap<number, WorkflowRun>;
  readonly records: readonly ArtifactRecord[];
  readonly files: readonly ReportFile[];
  /** Why artifacts could not be listed. */
  readonly refused: readonly string[];
  /** Artifacts whose bytes could not be read although they were wanted. */
  readonly broken: readonly ArtifactRecord[];
  /** Workflow files of the audited tree, and of the base. */
  readonly workflows: readonly WorkflowFile[];
  readonly baseWorkflows: readonly WorkflowFile[];
}

/**
 * Returns the expected sources and their states: every source the config declares, every undeclared
 * report that was found, readable or not, and the kinds of reports that were lost.
 */
export function sourceManifest(
  job: CollectJob,
  found: Found,
  lost: readonly ExpectedSource[],
): Evidence<readonly ExpectedSource[]> {
  const declared = job.config.sources.map((source) => declaredSource(source, found));
  const cited = new Set(
    job.config.sources.flatMap((source) => found.files.filter((file) => isOf(source, file, found))),
  );
  const undeclared = found.files
    .filter((file) => !cited.has(file))
    .flatMap((file) => undeclaredSource(file));
  const manifest = [
    ...declared,
    ...undeclared,
    ...expiredLikeOthers(found),
    ...unknownSources(found, declared),
    ...lost,
  ];
  const source = { what: 'sources declared in the config and found in the runs' };
  return manifest.length === 0
    ? none('no source is declared and none was found', source)
    : present(manifest, source);
}

/** What could not be listed or opened may contain a report of any kind, also the failed one. */
function unknownSources(
  { refused, broken }: Found,
  declared: readonly ExpectedSource[],
): readonly ExpectedSource[] {
  const named = new Set(declared.map(({ source }) => source?.artifactId));
  const open = { kind: 'unknown', state: 'unreadable', required: false, declared: false } as const;
  return [
    ...refused.map((why) => ({ ...open, what: 'artifacts of a run', why })),
    ...broken
      .filter(({ id }) => !named.has(id))
      .map(({ id, name, runId, attempt, why }) => {
        const what = `artifact ${name}`;
        return { ...open, what, why, source: { what, runId, attempt, artifactId: id } };
      }),
  ];
}

/**
 * Returns the expired artifacts of matrix jobs, with the kinds of reports in those that other matrix
 * jobs uploaded under the same name apart from their matrix values.
 */
function expiredLikeOthers({ records, files }: Found): readonly ExpectedSource[] {
  return records
    .filter(({ state }) => state === 'expired')
    .flatMap((record) => {
      const key = matrixKey(record);
      const others = files.filter(({ artifact }) => artifact && key && matrixKey(artifact) === key);
      return [...new Set(others.map(kindOfFile))].map((kind): ExpectedSource => {
        const { id, name, runId, attempt, why } = record;
        const what = `artifact ${name}`;
        const source = { what, runId, attempt, artifactId: id };
        return { kind, what, state: 'expired', required: false, declared: false, why, source };
      });
    });
}

function matrixKey({ runId, name, label = name, job }: ArtifactRecord): string | undefined {
  const rest = job === undefined ? undefined : withoutMatrixValues(label, job);
  return rest && JSON.stringify([runId, rest]);
}

/** Returns whether a file is empty, of unknown kind, and where the source should be. */
function isBlank({ format: _, ...place }: SourceConfig, file: ReportFile, found: Found): boolean {
  return file.bytes === 0 && kindOfFile(file) === 'unknown' && fromFile(place, file, found.runs);
}

type Ending = Pick<ExpectedSource, 'state' | 'why' | 'source'>;

function declaredSource(source: SourceConfig, found: Found): ExpectedSource {
  const { kind, required } = source;
  return { kind, what: inWords(source), required, declared: true, ...endingOf(source, found) };
}

/** Returns a source in words: `tests from artifact junit-* of Tests`. */
export function inWords(source: SourceConfig): string {
  const { kind, artifact, path, workflow, job, format, leg } = source;
  const parts = [
    format === undefined ? kind : `${kind} (${format})`,
    artifact === undefined ? '' : `from artifact ${artifact}`,
    path === undefined ? '' : `in ${path}`,
    workflow === undefined ? '' : `of ${workflow}`,
    job === undefined ? '' : `from job ${job}`,
    leg === undefined ? '' : `for ${leg}`,
  ];
  return parts.filter((part) => part !== '').join(' ');
}

function isOf(source: SourceConfig, file: ReportFile, found: Found): boolean {
  // The format of a broken file may be unknown, so it is not compared.
  const { format: _, ...place } = source;
  if (!fromFile(place, file, found.runs)) return false;
  const { result } = file;
  if (result.state === 'unreadable') return mayBeOfKind(source.kind, file);
  return (
    result.content.kind === source.kind &&
    (source.format === undefined || source.format === result.format)
  );
}

/** A broken file may contain the failures, so it is shown first; a good one precedes an empty one. */
function endingOf(source: SourceConfig, found: Found): Ending {
  const ambiguous = ambiguousName(source, found.workflows, found.baseWorkflows);
  if (ambiguous !== undefined) return { state: 'unreadable', why: ambiguous };
  const files = found.files.filter((file) => isOf(source, file, found));
  const good = files.find(({ result }) => result.state === 'present');
  const broken = files.find(({ result }) => result.state === 'unreadable');
  const shown =
    broken ?? good ?? files[0] ?? found.files.find((file) => isBlank(source, file, found));
  return shown === undefined ? artifactEnding(source, found) : fileEnding(shown);
}

function fileEnding({ result, path, bytes, source }: ReportFile): Ending {
  if (bytes === 0) {
    const why = `${path} has not one byte: the tool that should have written it did not get that far`;
    return { state: 'empty', why, source };
  }
  switch (result.state) {
    case 'present':
      return { state: 'present', why: '', source };
    case 'empty':
      return { state: 'empty', why: `${path} is well-formed, but holds no result`, source };
    case 'unreadable':
      return { state: 'unreadable', why: `${path}: ${result.why}`, source };
    default:
      return result satisfies never;
  }
}

function artifactEnding(source: SourceConfig, found: Found): Ending {
  const records = found.records.filter((record) =>
    fromArtifact(source, record, found.runs.get(record.runId)),
  );
  const ending = (['expired', 'unreadable', 'stale', 'listed', 'read'] as const)
    .map((state) => records.find((record) => record.state === state))
    .find((record) => record !== undefined);
  if (ending === undefined) {
    const [refused] = found.refused;
    return refused === undefined
      ? { state: 'missing', why: `no evidence run uploaded ${wanted(source)}` }
      : { state: 'unreadable', why: refused };
  }
  const at = {
    what: `artifact ${ending.name}`,
    runId: ending.runId,
    attempt: ending.attempt,
    artifactId: ending.id,
    ...(ending.digest === undefined ? {} : { digest: ending.digest }),
  };
  if (ending.state === 'read' || ending.state === 'listed') {
    const why =
      ending.why || `artifact ${ending.name} holds no ${source.format ?? source.kind} report`;
    return { state: 'missing', why, source: at };
  }
  return { state: ending.state, why: `artifact ${ending.name}: ${ending.why}`, source: at };
}

function wanted({ artifact, path }: SourceConfig): string {
  if (artifact !== undefined) return `an artifact named ${artifact}`;
  return path === undefined ? 'such a report' : `a file ${path}`;
}

function undeclaredSource(file: ReportFile): readonly ExpectedSource[] {
  const { format } = file.result;
  const report = format === UNKNOWN_FORMAT ? 'file' : `${format} report`;
  const where = file.source.what === `file ${file.path}` ? '' : ` of ${file.source.what}`;
  const what = `${report} ${file.path}${where}`;
  return [{ kind: kindOfFile(file), what, required: false, declared: false, ...fileEnding(file) }];
}
