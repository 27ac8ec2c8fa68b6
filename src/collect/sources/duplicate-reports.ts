import type { WorkflowRun } from '../../model/run.ts';
import { resultsDigest } from '../../report-formats/test-results/merge-tests.ts';
import type { CollectJob } from '../base/collect-job.ts';
import type { ReportFile } from './report-files.ts';

/** Maximum number of notes on reports that become notices; the rest are counted. */
const MAX_NOTES = 20;

function nameOf({ path, source }: ReportFile): string {
  return source.what === `file ${path}` ? source.what : `${path} of ${source.what}`;
}

/**
 * Returns the files without those whose bytes occurred before: one report uploaded twice. Equal
 * reports of two matrix jobs are two results.
 */
export function withoutDuplicates(
  job: CollectJob,
  files: readonly ReportFile[],
): readonly ReportFile[] {
  const seen = new Map<string, ReportFile[]>();
  return files.filter((file) => {
    // Empty files are equal, but are not one report.
    if (file.digest === '' || file.bytes === 0) return true;
    const equal = seen.get(file.digest) ?? [];
    const first = equal.find((one) => !areMatrixJobs(one.artifact?.job, file.artifact?.job));
    equal.push(file);
    seen.set(file.digest, equal);
    if (first === undefined) return true;
    job.notice(`${nameOf(file)} is the same file as ${nameOf(first)} and is counted once`);
    return false;
  });
}

function areMatrixJobs(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && a !== b && withoutMatrix(a) === withoutMatrix(b);
}

/** `test (3.12)` is a matrix job of `test`. */
function withoutMatrix(job: string): string {
  const at = job.lastIndexOf(' (');
  return at === -1 ? job : job.slice(0, at);
}

/** Returns the test reports of one matrix job without those that repeat all cases and results. */
export function withoutRepeatedResults<T extends { readonly file: ReportFile }>(
  job: CollectJob,
  reports: readonly T[],
): readonly T[] {
  if (reports.length < 2) return reports;
  const seen = new Map<string, ReportFile>();
  return reports.filter(({ file }) => {
    const { result } = file;
    if (result.state === 'unreadable' || result.content.kind !== 'tests') return true;
    const digest = resultsDigest(result.content.report);
    if (digest === undefined) return true;
    const first = seen.get(digest);
    seen.set(digest, first ?? file);
    if (first === undefined) return true;
    job.notice(
      `${nameOf(file)} has the same tests with the same results as ${nameOf(first)} and is counted once`,
    );
    return false;
  });
}

/** Records the notes of the readers: limits that were reached, summaries that the cases contradict. */
export function printNotices(job: CollectJob, files: readonly ReportFile[]): void {
  const notes = files.flatMap((file) => {
    const { result } = file;
    if (result.state === 'unreadable') return [];
    return result.content.report.notes.map((note) => `${nameOf(file)}: ${note}`);
  });
  for (const note of notes.slice(0, MAX_NOTES)) job.notice(note);
  const more = notes.length - MAX_NOTES;
  if (more > 0) job.notice(`${more} more remarks on reports are not repeated here`);
}

/**
 * Returns the files without those of the better runs. A push run and a pull-request run of one
 * workflow, or the runs before and after a squash merge, upload the same artifacts for the same code.
 * Only the run with more failures counts (the newer of equal ones), so that tests are not added twice.
 */
export function withoutBetterRuns(
  job: CollectJob,
  files: readonly ReportFile[],
  runs: ReadonlyMap<number, WorkflowRun>,
): readonly ReportFile[] {
  const dropped = new Set<ReportFile>();
  for (const filesByRun of repeatedArtifacts(files, runs)) {
    const [worst, ...others] = [...filesByRun.entries()].sort(
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

/** Returns the files by run, for every artifact name that several runs of one workflow uploaded. */
function repeatedArtifacts(
  files: readonly ReportFile[],
  runs: ReadonlyMap<number, WorkflowRun>,
): readonly ReadonlyMap<number, readonly ReportFile[]>[] {
  const groups = new Map<string, Map<number, ReportFile[]>>();
  for (const file of files) {
    const { artifact } = file;
    const run = artifact === undefined ? undefined : runs.get(artifact.runId);
    if (artifact === undefined || run === undefined) continue;
    const key = JSON.stringify([run.path, artifact.label ?? artifact.name]);
    const group = groups.get(key) ?? new Map<number, ReportFile[]>();
    const ofRun = group.get(run.id) ?? [];
    ofRun.push(file);
    groups.set(key, group.set(run.id, ofRun));
  }
  return [...groups.values()].filter((group) => group.size > 1);
}

/** Returns the number of failures. An unreadable file counts as worse than any readable one. */
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
