import type { CoverageReport } from '../../model/reports.ts';
import type { ReadReport, ReportContent } from './format.ts';

/** A report that could not be read; `why` tells the user what to do about it. */
export function unreadableReport(format: string, why: string): ReadReport {
  return { state: 'unreadable', format, why };
}

/**
 * A report that was read: `empty` when nothing is counted in it. A scan that found nothing is not
 * empty, it is clean; its reader says itself when nothing was scanned.
 */
export function readOutcome(format: string, content: ReportContent): ReadReport {
  return { state: isEmpty(content) ? 'empty' : 'present', format, content };
}

function isEmpty(content: ReportContent): boolean {
  switch (content.kind) {
    case 'tests':
      return content.report.counts.tests === 0;
    case 'coverage':
      return hasNoLines(content.report);
    case 'findings':
      return false;
    case 'sbom':
      return content.report.components === 0;
    case 'benchmark':
      return content.report.results.length === 0;
    default:
      content satisfies never;
      return true;
  }
}

function hasNoLines(report: CoverageReport): boolean {
  return report.lines.total === 0 && (report.branches?.total ?? 0) === 0;
}
