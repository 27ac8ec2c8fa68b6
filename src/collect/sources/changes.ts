import { byCodeUnit } from '../../lib/canonical-json.ts';
import { sameFile } from '../../lib/glob.ts';
import { type Evidence, none, present, unreadable } from '../../model/evidence.ts';
import type { EvidenceSet } from '../../model/evidence-file.ts';
import type { CoverageReport, FileCoverage } from '../../model/reports.ts';
import type { Changes, LineRange } from '../../model/repository.ts';
import { apiErrorText } from '../../model/result.ts';
import { coverageOfLines } from '../../report-formats/coverage/coverage-tally.ts';
import type { CollectJob } from '../base/collect-job.ts';
import { defineSource } from '../base/source.ts';

/**
 * Returns the files changed from the base to the audited commit. A comparison lists at most 300 files
 * and a pull request 3,000, so the longer list is requested when the short one is truncated. The paths
 * that even this one leaves out come from the trees of both commits.
 */
async function collectChanges(job: CollectJob): Promise<Evidence<Changes>> {
  const { target, world } = job;
  const { base, audited } = target.commits;
  if (base === undefined)
    return none('there is no base commit to compare with', { what: 'base commit' });
  const { owner, name } = target.repository;
  const source = {
    what: `changes from ${base.slice(0, 7)} to ${audited.slice(0, 7)}`,
    url: `${world.event.serverUrl}/${owner}/${name}/compare/${base}...${audited}`,
    commit: audited,
  };
  const compared = await job.reads.compare(base, audited);
  if (!compared.ok) {
    const why = `changes since ${base.slice(0, 7)} could not be read: ${apiErrorText(compared.error)}`;
    job.notice(why);
    return unreadable(why, source);
  }
  const { files } = compared.value;
  const best = compared.value.truncated
    ? await longerList(job, files)
    : { files, truncated: false };
  const value = { base, head: audited, files: best.files, truncated: best.truncated };
  if (!best.truncated) return present(value, source);
  const unlisted = await unlistedFiles(job, compared.value.mergeBase, best.files);
  const paths = unlisted === undefined ? '' : `, and the paths of ${unlisted.length} more`;
  job.notice(`more files changed than GitHub lists; ${best.files.length} are known${paths}`);
  return present(unlisted === undefined ? value : { ...value, unlisted }, source);
}

/** Returns the changed files that a list leaves out; `undefined` when a tree cannot be read in full. */
async function unlistedFiles(
  { reads, target }: CollectJob,
  mergeBase: string,
  files: Changes['files'],
): Promise<Changes['unlisted']> {
  const [before, after] = await Promise.all([
    reads.tree(mergeBase),
    reads.tree(target.commits.audited),
  ]);
  if (!before.ok || !after.ok || before.value.truncated || after.value.truncated) return undefined;
  const listed = new Set(files.flatMap(({ path, previousPath = path }) => [path, previousPath]));
  const [old, now] = [before.value, after.value].map(
    ({ entries }) => new Map(entries.map((entry) => [entry.path, `${entry.mode} ${entry.blob}`])),
  );
  const paths = new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])]);
  return [...paths]
    .filter((path) => !listed.has(path) && old?.get(path) !== now?.get(path))
    .sort(byCodeUnit)
    .map((path) => {
      const status = !old?.has(path) ? 'added' : !now?.has(path) ? 'removed' : 'modified';
      return { path, status };
    });
}

/**
 * Returns the files of the pull request, which lists more than a comparison. It states how many
 * files it changes, so a full page may be complete. Lists of pull requests lack that number.
 */
async function longerList(
  { target, reads }: CollectJob,
  files: Changes['files'],
): Promise<Pick<Changes, 'files' | 'truncated'>> {
  const { pull } = target;
  if (pull?.headSha !== target.commits.audited) return { files, truncated: true };
  const counted = pull.changedFiles === undefined ? await reads.pull(pull.number) : undefined;
  const known = counted?.ok ? counted.value : pull;
  if (known.changedFiles === files.length) return { files, truncated: false };
  const longer = await reads.pullFiles(known);
  return longer.ok ? longer.value : { files, truncated: true };
}

/**
 * Adds the coverage of the changed lines to that of the file, when the diff and the report both have
 * lines. The lines themselves are left out of the result, because a large change has many.
 */
export function withChangedCoverage<T extends Pick<EvidenceSet, 'changes' | 'coverage'>>(
  evidence: T,
): T {
  const { changes, coverage } = evidence;
  if (changes.state !== 'present') return evidence;
  const added = new Map(
    changes.value.files.flatMap(({ path, added: lines }) =>
      lines === undefined ? [] : [[path, lines] as const],
    ),
  );
  const files = changes.value.files.map(({ added: _, ...file }) => file);
  const bare = { ...changes, value: { ...changes.value, files } };
  if (coverage.state !== 'present' || added.size === 0) return { ...evidence, changes: bare };
  const value = coverage.value.map((one) => ({ ...one, report: withLines(one.report, added) }));
  return { ...evidence, changes: bare, coverage: { ...coverage, value } };
}

function withLines(
  report: CoverageReport,
  added: ReadonlyMap<string, readonly LineRange[]>,
): CoverageReport {
  const files = report.files.map((file): FileCoverage => {
    const lines = added.get(file.path) ?? linesOf(file.path, added);
    const changed = lines && coverageOfLines(report, file.path, lines);
    return changed === undefined ? file : { ...file, changed };
  });
  return { ...report, files };
}

/** Finds the lines by the end of the path: reports name paths from the root of the build. */
function linesOf(
  path: string,
  added: ReadonlyMap<string, readonly LineRange[]>,
): readonly LineRange[] | undefined {
  for (const [name, lines] of added) if (sameFile(name, path)) return lines;
  return undefined;
}

export const changes = defineSource({
  kind: 'changes',
  from: 'local',
  cost: 'low',
  async prefetch({ reads, commit, since }) {
    if (since !== undefined) await reads.compare(since, commit);
  },
  collect: collectChanges,
});
