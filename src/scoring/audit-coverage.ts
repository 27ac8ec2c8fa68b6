import { byCodeUnit } from '../lib/canonical-json.ts';
import type { AuditCoverage } from '../model/audit-evidence.ts';
import type { CollectedReport, CoverageCount, CoverageReport } from '../model/reports.ts';
import type { LocateSource } from './locate-source.ts';

/** Coverage by leg; legs of a matrix stay apart. */
export function auditCoverage(
  reports: readonly CollectedReport<CoverageReport>[],
  locate: LocateSource,
): readonly AuditCoverage[] {
  return reports
    .map(({ leg, source, report }) => ({
      leg,
      origin: report.origin,
      format: report.format,
      lines: report.lines,
      branches: report.branches,
      percent: percentOf(report.lines),
      source: locate(source),
    }))
    .sort(
      (a, b) => byCodeUnit(a.leg, b.leg) || byCodeUnit(a.source.path ?? '', b.source.path ?? ''),
    );
}

/** Percent with two decimals, rounded down: 99.999 % is not yet 100. */
function percentOf({ covered, total }: CoverageCount): number | null {
  return total === 0 ? null : Math.floor((covered * 10_000) / total) / 100;
}
