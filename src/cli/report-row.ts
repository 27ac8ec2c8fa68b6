import { NO_TESTS } from '../model/evidence.ts';
import type { CoverageCount, Severity, TestCounts } from '../model/reports.ts';
import type { ReportContent } from '../report-formats/base/format.ts';
import type { ReadFile } from './read-report-file.ts';

/** One file as `reports --json` prints it (contract, section 2). */
export interface ReportRow extends TestCounts {
  readonly path: string;
  readonly format: string;
  readonly state: 'present' | 'empty' | 'unreadable';
  readonly coverage: {
    readonly lines: CoverageCount;
    readonly branches: CoverageCount | null;
  } | null;
  readonly findings: Readonly<Record<Severity, number>> | null;
  readonly message: string | null;
}

export function reportRow({ path, result }: ReadFile): ReportRow {
  const { state, format } = result;
  const base = { path, format, state, ...NO_TESTS, coverage: null, findings: null };
  if (result.state === 'unreadable') return { ...base, message: result.why };
  return { ...base, ...contentOf(result.content), message: null };
}

function contentOf(content: ReportContent): Partial<ReportRow> {
  switch (content.kind) {
    case 'tests':
      return content.report.counts;
    case 'coverage':
      return { coverage: { lines: content.report.lines, branches: content.report.branches } };
    case 'findings':
      return { findings: content.report.counts };
    case 'sbom':
    case 'benchmark':
      return {};
  }
  content satisfies never;
  return {};
}
