import picomatch from 'picomatch';
import type { SourceConfig } from '../model/config.ts';
import type { WorkflowRun } from '../model/run.ts';
import type { ArtifactRecord } from '../model/source-manifest.ts';
import type { ReportFile } from './report-files.ts';

export function globMatch(text: string, glob: string): boolean {
  return text === glob || picomatch.isMatch(text, glob, { dot: true });
}

/** Whether a run is of the workflow a declared source names: by name, path or file name. */
export function fromWorkflow(source: SourceConfig, run: WorkflowRun | undefined): boolean {
  const { workflow } = source;
  if (workflow === undefined) return true;
  if (run === undefined) return false;
  const file = run.path.slice(run.path.lastIndexOf('/') + 1);
  return [run.workflow, run.path, file].some((name) => globMatch(name, workflow));
}

/**
 * Whether an artifact may be what a declared source means. A job leaves no mark on its artifact, so
 * `job` asks that a job of that name ran in the artifact's run.
 */
export function fromArtifact(
  source: SourceConfig,
  record: ArtifactRecord,
  run: WorkflowRun | undefined,
): boolean {
  const { artifact, job } = source;
  if (artifact !== undefined && !globMatch(record.name, artifact)) return false;
  if (!fromWorkflow(source, run)) return false;
  if (job === undefined) return true;
  const newest = run?.attempts.at(-1);
  return newest?.jobs.some(({ name }) => globMatch(name, job)) ?? false;
}

/** Whether a file read is what a declared source means, its kind left aside. */
export function fromFile(
  source: SourceConfig,
  file: ReportFile,
  runs: ReadonlyMap<number, WorkflowRun>,
): boolean {
  const { artifact } = file;
  const there =
    artifact === undefined
      ? source.artifact === undefined && source.workflow === undefined && source.job === undefined
      : fromArtifact(source, artifact, runs.get(artifact.runId));
  if (!there) return false;
  if (source.path !== undefined && !globMatch(file.path, source.path)) return false;
  return source.format === undefined || source.format === file.result.format;
}
