import type { Evidence } from '../../model/evidence.ts';
import type { ArtifactRecord } from '../../model/reports.ts';
import type { RepositoryFiles } from '../../model/repository.ts';
import type { WorkflowRun } from '../../model/run.ts';
import { labelOf, statedLength } from './artifact-label.ts';
import { uploadNames } from './artifact-owner.ts';
import type { ReportFile } from './report-files.ts';

/**
 * Returns the files with those of a merged artifact assigned to the artifacts that it was made of.
 * Merging several keeps each in a folder with its name (README of `actions/download-artifact`, read
 * 2026-11-29). A file of an artifact that a newer one replaced is left out.
 */
export function ofOriginalArtifacts(
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
