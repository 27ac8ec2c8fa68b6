import { nameMatcher, pathMatcher } from '../../lib/glob.ts';
import type { Config, SourceConfig } from '../../model/config.ts';
import type { ArtifactRecord, SourceKind } from '../../model/reports.ts';
import type { WorkflowRun } from '../../model/run.ts';
import type { Workflow, WorkflowFile } from '../../model/workflow.ts';
import { kindOfName } from '../../report-formats/base/report-path.ts';
import { REPORT_FORMATS } from '../../report-formats/registry.ts';
import type { ReportFile } from './report-files.ts';

/** Returns whether a run is of the workflow that a declared source names: by name, path, or file name. */
function fromWorkflow(source: SourceConfig, run: WorkflowRun | undefined): boolean {
  const { workflow } = source;
  if (workflow === undefined) return true;
  if (run === undefined) return false;
  return isWorkflow([workflow], run);
}

/** Returns whether one of the globs matches a run's workflow: its name, path, or file name. */
function isWorkflow(
  globs: readonly string[],
  { workflow, path }: { readonly workflow: string; readonly path: string },
): boolean {
  const file = path.slice(path.lastIndexOf('/') + 1);
  return nameMatcher(globs)(workflow) || [path, file].some(pathMatcher(globs));
}

/**
 * Returns why the name of a declared source does not say which workflow is meant: two files of the
 * audited tree have it, or a change gave it to another file. A path always says it.
 */
export function ambiguousName(
  { workflow }: SourceConfig,
  files: readonly WorkflowFile[],
  baseFiles: readonly WorkflowFile[],
): string | undefined {
  if (workflow === undefined) return undefined;
  const named = byNameAlone(workflow, files);
  const paths = new Set(named.map(({ path }) => path));
  const isHere = (path: string): boolean => files.some((file) => file.path === path);
  const before = byNameAlone(workflow, baseFiles).filter(({ path }) => isHere(path));
  for (const { name, path } of named) {
    const other =
      named.find((one) => one.name === name && one.path !== path) ??
      before.find((one) => one.name === name && !paths.has(one.path));
    if (other === undefined) continue;
    const both = [path, other.path].sort().join(' and ');
    const why = `“${name}” is or was the name of ${both}; write the path in \`workflow\``;
    return why;
  }
  return undefined;
}

/** Returns the workflows that a glob matches by their name and not by their path. */
function byNameAlone(glob: string, files: readonly WorkflowFile[]): readonly Workflow[] {
  const [isName, isPath] = [nameMatcher([glob]), pathMatcher([glob])];
  return files.flatMap((file) => {
    if (file.state !== 'present' || file.workflow.kind !== 'workflow') return [];
    const { name, path } = file.workflow;
    const isByPath = isPath(path) || isPath(path.slice(path.lastIndexOf('/') + 1));
    return isName(name) && !isByPath ? [file.workflow] : [];
  });
}

/** Returns whether runs of a workflow are evidence; a config that names no workflow means all of them. */
export function isEvidenceWorkflow(
  { workflows }: Pick<Config, 'workflows'>,
  named: { readonly workflow: string; readonly path: string },
): boolean {
  return workflows.length === 0 || isWorkflow(workflows, named);
}

/**
 * Returns whether an artifact matches a declared source. Where the job that uploaded it is not certain,
 * `job` only requires that a job of that name ran in the artifact's run.
 */
export function fromArtifact(
  source: SourceConfig,
  record: ArtifactRecord,
  run: WorkflowRun | undefined,
): boolean {
  const { artifact, job } = source;
  if (artifact !== undefined && !nameMatcher([artifact])(record.name)) return false;
  if (!fromWorkflow(source, run)) return false;
  if (job === undefined) return true;
  if (record.job !== undefined) return nameMatcher([job])(record.job);
  const newest = run?.attempts.at(-1);
  return newest?.jobs.some(({ name }) => nameMatcher([job])(name)) ?? false;
}

/** Returns whether a file matches a declared source, apart from its kind. */
export function fromFile(
  source: SourceConfig,
  file: ReportFile,
  runs: ReadonlyMap<number, WorkflowRun>,
): boolean {
  const { artifact } = file;
  const fromSource =
    artifact === undefined
      ? source.artifact === undefined && source.workflow === undefined && source.job === undefined
      : fromArtifact(source, artifact, runs.get(artifact.runId));
  if (!fromSource) return false;
  if (source.path !== undefined && !pathMatcher([source.path])(file.path)) return false;
  return source.format === undefined || source.format === file.result.format;
}

/** Returns the kind of a report file: by its content, else by its format, else by its name. */
export function kindOfFile({ path, result }: ReportFile): SourceKind | 'unknown' {
  if (result.state !== 'unreadable') return result.content.kind;
  const format = REPORT_FORMATS.find(({ name }) => name === result.format);
  return format?.kind ?? kindOfName(path) ?? 'unknown';
}

/**
 * Returns whether an unreadable file may be a missing report of a kind. A file of unknown kind may be
 * of any kind, unless it is empty.
 */
export function mayBeOfKind(kind: SourceKind, file: ReportFile): boolean {
  if (file.result.state !== 'unreadable') return false;
  const own = kindOfFile(file);
  return own === kind || (own === 'unknown' && file.bytes > 0);
}
