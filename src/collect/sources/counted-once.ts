import { resultsDigest } from '../../report-formats/test-results/merge-tests.ts';
import type { CollectJob } from '../collect-job.ts';
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
