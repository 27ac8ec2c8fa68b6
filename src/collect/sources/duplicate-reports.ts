import type { WorkflowRun } from '../../model/run.ts';
import { resultsDigest } from '../../report-formats/test-results/merge-tests.ts';
import type { CollectJob } from '../base/collect-job.ts';
import type { ReportFile } from './report-files.ts';

/** Remarks on reports that an audit repeats; beyond, they are counted. */
const MAX_REMARKS = 20;

function nameOf({ path, source }: ReportFile): string {
  return source.what === `file ${path}` ? source.what : `${path} of ${source.what}`;
}

/** Files without those whose bytes were met before: one report uploaded twice. */
export function withoutTwins(job: CollectJob, files: readonly ReportFile[]): readonly ReportFile[] {
  const seen = new Map<string, ReportFile>();
  return files.filter((file) => {
    // Files without a byte are alike and say nothing.
    if (file.digest === '' || file.bytes === 0) return true;
    const twin = seen.get(file.digest);
    seen.set(file.digest, twin ?? file);
    if (twin === undefined) return true;
    job.notice(`${nameOf(file)} is the same file as ${nameOf(twin)} and is counted once`);
    return false;
  });
}

/** Test reports of one leg without those that name the same cases with the same results in other bytes. */
export function withoutRepeats<T extends { readonly file: ReportFile }>(
  job: CollectJob,
  leg: readonly T[],
): readonly T[] {
  if (leg.length < 2) return leg;
  const seen = new Map<string, ReportFile>();
  return leg.filter(({ file }) => {
    const { result } = file;
    if (result.state === 'unreadable' || result.content.kind !== 'tests') return true;
    const digest = resultsDigest(result.content.report);
    if (digest === undefined) return true;
    const twin = seen.get(digest);
    seen.set(digest, twin ?? file);
    if (twin === undefined) return true;
    job.notice(
      `${nameOf(file)} has the same tests with the same results as ${nameOf(twin)} and is counted once`,
    );
    return false;
  });
}

/** What readers noted about the files that count: caps that were hit, summaries that the cases contradict. */
export function sayRemarks(job: CollectJob, files: readonly ReportFile[]): void {
  const remarks = files.flatMap((file) => {
    const { result } = file;
    if (result.state === 'unreadable') return [];
    return result.content.report.notes.map((note) => `${nameOf(file)}: ${note}`);
  });
  for (const remark of remarks.slice(0, MAX_REMARKS)) job.notice(remark);
  const more = remarks.length - MAX_REMARKS;
  if (more > 0) job.notice(`${more} more remarks on reports are not repeated here`);
}

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
