import { byCodeUnit } from '../lib/by-code-unit.ts';
import type { CoverageCount, CoverageReport } from '../model/coverage-report.ts';
import type { Source } from '../model/evidence.ts';
import type { CollectedReport } from '../model/test-report.ts';

export type CollectedCoverage = CollectedReport<CoverageReport>;

/** The coverage of one leg: reports of one format add up, of twin formats and runs the lower speaks. */
export interface LegCoverage {
  readonly leg: string;
  readonly lines: CoverageCount;
  readonly branches: CoverageCount | null;
  readonly source: Source;
}

/** Coverage by leg, in code-unit order; a log speaks only for a leg without a report; legs with nothing countable are left out. */
export function coverageByLeg(reports: readonly CollectedCoverage[]): readonly LegCoverage[] {
  const legs = new Map<string, CollectedCoverage[]>();
  for (const one of reports) legs.set(one.leg, [...(legs.get(one.leg) ?? []), one]);
  return [...legs]
    .sort(([a], [b]) => byCodeUnit(a, b))
    .flatMap(([leg, all]) => {
      const real = all.filter(({ report }) => report.origin === 'report');
      return lowest(leg, real.length > 0 ? real : all) ?? [];
    });
}

/** The reports of the leg that a rule names, of all legs when it names none; or why there is none of it. */
export function reportsOfLeg(
  reports: readonly CollectedCoverage[],
  asked: string | undefined,
): readonly CollectedCoverage[] | string {
  if (asked === undefined) return reports;
  const own = reports.filter(({ leg, onlyLeg }) => asked === (onlyLeg ?? leg));
  if (own.length > 0) return own.map((one) => ({ ...one, leg: asked }));
  const legs = [...new Set(reports.map(({ leg, onlyLeg }) => onlyLeg ?? leg))].sort(byCodeUnit);
  const known = legs.filter((leg) => leg !== '').join(', ');
  return `no coverage is of leg ${asked}${known === '' ? '' : `; there is ${known}`}`;
}

function lowest(leg: string, reports: readonly CollectedCoverage[]): LegCoverage | undefined {
  const twins = new Map<string, CollectedCoverage[]>();
  for (const one of reports) {
    const key = JSON.stringify([one.source.runId, one.report.format]);
    twins.set(key, [...(twins.get(key) ?? []), one]);
  }
  return [...twins.values()]
    .map((all) => summed(leg, all))
    .filter((one) => one !== undefined)
    .sort(
      (a, b) => comparePercent(a.lines, b.lines) || byCodeUnit(a.source.what, b.source.what),
    )[0];
}

function summed(leg: string, all: readonly CollectedCoverage[]): LegCoverage | undefined {
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

/** Order of two ratios, exact. */
export function comparePercent(a: CoverageCount, b: CoverageCount): number {
  const left = BigInt(a.covered) * BigInt(b.total);
  const right = BigInt(b.covered) * BigInt(a.total);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Percent with two decimals, rounded down, so that nothing reads as met that is not. */
export function percentOf({ covered, total: all }: CoverageCount): number {
  return all === 0 ? 0 : Math.floor((covered * 10_000) / all) / 100;
}
