import type { WorkflowRun } from '../../model/run.ts';
import type { CollectJob } from '../collect-job.ts';
import type { ReportFile } from './report-files.ts';

/**
 * A push run and a pull-request run of one workflow, or the runs before and after a squash merge,
 * upload the same artifacts for the same code. Both are shown; the one with more failures counts
 * (of equals the newer), and their tests don't add up.
 */
export function worseRun(
  job: CollectJob,
  files: readonly ReportFile[],
  runs: ReadonlyMap<number, WorkflowRun>,
): readonly ReportFile[] {
  const dropped = new Set<ReportFile>();
  for (const twins of twinArtifacts(files, runs)) {
    const [worst, ...others] = [...twins.entries()].sort(
      ([left, a], [right, b]) => failuresOf(b) - failuresOf(a) || right - left,
    );
    for (const [runId, set] of others) {
      for (const file of set) dropped.add(file);
      const name = set[0]?.artifact?.name ?? '';
      job.notice(
        `artifact ${name} was uploaded by runs ${worst?.[0]} and ${runId} for the same code; that of run ${worst?.[0]} counts`,
      );
    }
  }
  return files.filter((file) => !dropped.has(file));
}

/** Files by run, for every artifact name that several runs of one workflow uploaded. */
function twinArtifacts(
  files: readonly ReportFile[],
  runs: ReadonlyMap<number, WorkflowRun>,
): readonly ReadonlyMap<number, readonly ReportFile[]>[] {
  const groups = new Map<string, Map<number, ReportFile[]>>();
  for (const file of files) {
    const { artifact } = file;
    const run = artifact === undefined ? undefined : runs.get(artifact.runId);
    if (artifact === undefined || run === undefined) continue;
    const key = JSON.stringify([run.path, artifact.name]);
    const group = groups.get(key) ?? new Map<number, ReportFile[]>();
    group.set(run.id, [...(group.get(run.id) ?? []), file]);
    groups.set(key, group);
  }
  return [...groups.values()].filter((group) => group.size > 1);
}

/** A file that could not be read is worse than any that could. */
function failuresOf(files: readonly ReportFile[]): number {
  return files
    .map(({ result }) => {
      if (result.state === 'unreadable') return Number.MAX_SAFE_INTEGER / 1e6;
      if (result.content.kind !== 'tests') return 0;
      const { failed, errored } = result.content.report.counts;
      return failed + errored;
    })
    .reduce((sum, count) => sum + count, 0);
}
