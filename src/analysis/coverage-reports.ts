import { byCodeUnit } from '../lib/canonical-json.ts';
import type { Source } from '../model/evidence.ts';
import type { CollectedReport, CoverageCount, CoverageReport } from '../model/reports.ts';

export type CollectedCoverage = CollectedReport<CoverageReport>;

/** Coverage of one matrix job: the sum of one format and run; of several, the lowest. */
export interface JobCoverage {
  readonly leg: string;
  readonly lines: CoverageCount;
  readonly branches: CoverageCount | null;
  readonly source: Source;
  /** Formats of the reports that it sums, joined by `+`. */
  readonly format: string;
  /** The jobs that uploaded them; undefined when that is not certain. */
  readonly jobs: readonly string[] | undefined;
}

/**
 * Returns the coverage of each matrix job, in code-unit order of `leg`. A log counts only for a job
 * without a report. Jobs with nothing countable are left out.
 */
export function coverageByJob(reports: readonly CollectedCoverage[]): readonly JobCoverage[] {
  const lowest = new Map<string, JobCoverage>();
  for (const one of coverageByFormat(reports)) {
    if (!lowest.has(one.leg)) lowest.set(one.leg, one);
  }
  return [...lowest.values()];
}

/** Returns the coverage of each matrix job, run, and format: by `leg`, then the lowest first. */
export function coverageByFormat(reports: readonly CollectedCoverage[]): readonly JobCoverage[] {
  const reported = new Set(
    reports.filter(({ report }) => report.origin === 'report').map(({ leg }) => leg),
  );
  const groups = new Map<string, CollectedCoverage[]>();
  for (const one of reports) {
    if (one.report.origin === 'log' && reported.has(one.leg)) continue;
    const key = JSON.stringify([one.leg, one.source.runId, one.report.format]);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()]
    .flatMap((all) => summed(all) ?? [])
    .sort(
      (a, b) =>
        byCodeUnit(a.leg, b.leg) ||
        comparePercentages(a.lines, b.lines) ||
        byCodeUnit(a.source.what, b.source.what),
    );
}

/** Returns the reports of the job that a rule names, or why there are none; without a name, all. */
export function reportsOfJob(
  reports: readonly CollectedCoverage[],
  wanted: string | undefined,
): readonly CollectedCoverage[] | string {
  if (wanted === undefined) return reports;
  const matching = reports.filter(({ leg, onlyLeg }) => wanted === (onlyLeg ?? leg));
  if (matching.length > 0) return matching.map((one) => ({ ...one, leg: wanted }));
  const byJob = [...new Set(reports.map(({ leg, onlyLeg }) => onlyLeg ?? leg))].sort(byCodeUnit);
  const names = byJob.filter((name) => name !== '').join(', ');
  return `no coverage is of matrix job ${wanted}${names === '' ? '' : `; there is ${names}`}`;
}

function summed(all: readonly CollectedCoverage[]): JobCoverage | undefined {
  const [first] = all;
  const lines = total(all.map(({ report }) => report.lines));
  if (first === undefined || lines.total === 0) return undefined;
  const { leg, source, report } = first;
  const branches = all.flatMap(({ report: one }) => (one.branches === null ? [] : [one.branches]));
  return {
    leg,
    lines,
    branches: branches.length === 0 ? null : total(branches),
    source,
    format: report.format,
    jobs: jobsOf(all),
  };
}

/** A report of a log names its job; a file has one only when the collection found it. */
function jobsOf(all: readonly CollectedCoverage[]): readonly string[] | undefined {
  const jobs = all.map(
    ({ jobs: known, source }) => known ?? (source.job ? [source.job] : undefined),
  );
  return jobs.every((one) => one !== undefined) ? [...new Set(jobs.flat())] : undefined;
}

function total(counts: readonly CoverageCount[]): CoverageCount {
  return counts.reduce((sum, one) => ({
    covered: sum.covered + one.covered,
    total: sum.total + one.total,
  }));
}

/** Compares two ratios exactly. */
export function comparePercentages(a: CoverageCount, b: CoverageCount): number {
  const left = BigInt(a.covered) * BigInt(b.total);
  const right = BigInt(b.covered) * BigInt(a.total);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Returns a percentage with two decimals, rounded down, so that 89.999 does not read as 90. */
export function percentOf({ covered, total: all }: CoverageCount): number {
  return all === 0 ? 0 : Math.floor((covered * 10_000) / all) / 100;
}
