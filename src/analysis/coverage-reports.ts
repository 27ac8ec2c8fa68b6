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
}

/**
 * Returns the coverage of each matrix job, in code-unit order of `leg`. A log counts only for a job
 * without a report. Jobs with nothing countable are left out.
 */
export function coverageByJob(reports: readonly CollectedCoverage[]): readonly JobCoverage[] {
  const byJob = new Map<string, CollectedCoverage[]>();
  for (const one of reports) byJob.set(one.leg, [...(byJob.get(one.leg) ?? []), one]);
  return [...byJob]
    .sort(([a], [b]) => byCodeUnit(a, b))
    .flatMap(([leg, all]) => {
      const real = all.filter(({ report }) => report.origin === 'report');
      return lowest(leg, real.length > 0 ? real : all) ?? [];
    });
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

function lowest(leg: string, reports: readonly CollectedCoverage[]): JobCoverage | undefined {
  const byFormat = new Map<string, CollectedCoverage[]>();
  for (const one of reports) {
    const key = JSON.stringify([one.source.runId, one.report.format]);
    byFormat.set(key, [...(byFormat.get(key) ?? []), one]);
  }
  return [...byFormat.values()]
    .map((all) => summed(leg, all))
    .filter((one) => one !== undefined)
    .sort(
      (a, b) => comparePercentages(a.lines, b.lines) || byCodeUnit(a.source.what, b.source.what),
    )[0];
}

function summed(leg: string, all: readonly CollectedCoverage[]): JobCoverage | undefined {
  const source = all[0]?.source;
  const lines = total(all.map(({ report }) => report.lines));
  if (source === undefined || lines.total === 0) return undefined;
  const branches = all.flatMap(({ report }) => (report.branches === null ? [] : [report.branches]));
  return { leg, lines, branches: branches.length === 0 ? null : total(branches), source };
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
