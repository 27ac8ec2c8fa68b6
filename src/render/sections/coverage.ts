import { grouped } from '../../lib/quantity.ts';
import type { AuditCoverage } from '../../model/audit-evidence.ts';
import { boundedTable } from '../format/bounded-table.ts';
import { cite } from '../format/cite.ts';
import type { Part } from '../format/section.ts';
import type { Inline } from '../markdown/inline.ts';

export const coverage: Part = {
  id: 'coverage',
  heading: () => '4.4 Coverage',
  keep: 'fold',
  body: ({ evidence }) =>
    boundedTable(
      ['Leg', 'Lines', 'Covered', 'Branches', 'Read from'],
      evidence.coverage.map((report) => [
        report.leg === '' ? 'all' : report.leg,
        report.percent === null ? 'nothing to count' : `${report.percent.toFixed(2)} %`,
        fraction(report.lines),
        report.branches === null ? '–' : fraction(report.branches),
        readFrom(report),
      ]),
      [null, 'right', 'right', 'right'],
    ),
};

function fraction({ covered, total }: { covered: number; total: number }): string {
  return `${grouped(covered)} of ${grouped(total)}`;
}

function readFrom({ source, format, origin }: AuditCoverage): Inline {
  return [cite(source), origin === 'log' ? ' (from a log)' : ` (${format})`];
}
