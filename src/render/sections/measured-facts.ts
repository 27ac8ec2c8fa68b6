import { grouped } from '../../lib/format.ts';
import type { AuditCoverage } from '../../model/audit-evidence.ts';
import { cite } from '../format/links.ts';
import { boundedTable, type Subsection } from '../format/section.ts';
import { code, type Inline, link, prose, table } from '../markdown/tree.ts';

/** Characters in the bar of the longest step, and maximum steps. */
const MAX_BAR = 20;
const MAX_STEPS = 60;

/** The duration of each step with a bar made of text: it needs no image and no theme. */
export const durations: Subsection = {
  id: 'durations',
  heading: () => 'Step Durations',
  keep: 'fold',
  body: ({ evidence: { flow } }) => {
    const timed = flow.filter(({ seconds }) => seconds != null).slice(0, MAX_STEPS);
    const longest = Math.max(0, ...timed.map(({ seconds }) => seconds ?? 0));
    if (longest === 0) return [];
    const rows = timed.map(({ name, seconds }) => {
      const width = Math.round(((seconds ?? 0) * MAX_BAR) / longest);
      return [name, `${seconds} s`, width === 0 ? '▏' : '█'.repeat(width)];
    });
    return [table(['Step', 'Duration', 'Share of the longest'], rows, { align: [null, 'right'] })];
  },
};

export const coverage: Subsection = {
  id: 'coverage',
  heading: () => 'Coverage',
  keep: 'fold',
  body: ({ evidence }) =>
    boundedTable(
      ['Matrix job', 'Lines', 'Covered', 'Branches', 'Source'],
      evidence.coverage.map((report) => [
        report.leg === '' ? 'all' : report.leg,
        report.percent === null ? 'no lines' : `${report.percent.toFixed(2)}%`,
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

export const workflowIntegrity: Subsection = {
  id: 'workflow-integrity',
  heading: () => 'Workflow Integrity',
  keep: 'fold',
  body: ({ evidence }) =>
    boundedTable(
      ['Fact', 'Value', 'Source'],
      evidence.workflow_integrity.map(({ fact, value, source }) => [
        prose(fact),
        prose(value),
        cite(source),
      ]),
    ),
};

export const dependencies: Subsection = {
  id: 'dependencies',
  heading: () => 'Dependencies',
  keep: 'fold',
  body: ({ evidence }) =>
    boundedTable(
      ['File', 'Tool', 'Pins'],
      evidence.dependencies.map(({ path, tool, summary, source }) => [
        source?.url === undefined ? code(path) : link(source.url, code(path)),
        tool,
        prose(summary),
      ]),
    ),
};
