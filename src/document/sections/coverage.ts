import type { Inline } from '../../markdown/inline.ts';
import type { AuditCoverage } from '../../model/audit-evidence.ts';
import { boundedTable } from '../wording/bounded-table.ts';
import { cite } from '../wording/cite.ts';
import type { Part } from '../wording/part.ts';
import { grouped } from '../wording/quantity.ts';

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
