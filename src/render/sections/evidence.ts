import { grouped } from '../../lib/format.ts';
import type { AuditCoverage, AuditEvidence } from '../../model/audit-evidence.ts';
import { conclusionKind, conclusionLabel } from '../format/labels.ts';
import { cite } from '../format/links.ts';
import { boundedTable, type Section, type Subsection } from '../format/section.ts';
import {
  type Blocks,
  code,
  emphasis,
  type Inline,
  link,
  paragraph,
  prose,
  separated,
  strong,
  table,
} from '../markdown/tree.ts';
import { deltaMap } from './delta-map.ts';
import { runsAndArtifacts } from './runs-and-artifacts.ts';
import { testResults } from './test-results.ts';

/** Maximum steps in one chain. */
const MAX_STEPS = 60;

/** Characters in the bar of the longest step. */
const MAX_BAR = 20;

export const ciFlow: Subsection = {
  id: 'ci-flow',
  heading: () => '4.1 CI Flow',
  keep: 'fold',
  body: ({ evidence: { flow } }) =>
    flow.length === 0 ? [] : [paragraph(stepChain(flow)), ...durations(flow)],
};

function stepChain(flow: AuditEvidence['flow']): Inline {
  const steps = flow.slice(0, MAX_STEPS).map(stepLabel);
  const more = flow.length - steps.length;
  return separated(more > 0 ? [...steps, `${more} more`] : steps, ' → ');
}

/** Returns a step that passed as plain text and marks the others, so that they stand out. */
function stepLabel({ name, conclusion }: AuditEvidence['flow'][number]): Inline {
  const label = `${name} (${conclusionLabel(conclusion)})`;
  switch (conclusionKind(conclusion)) {
    case 'passed':
      return name;
    case 'skipped':
      return emphasis(label);
    case 'failed':
    case 'undecided':
      return strong(label);
  }
}

/** Returns the duration of each step with a bar made of text: it needs no image and no theme. */
function durations(flow: AuditEvidence['flow']): readonly Blocks[] {
  const timed = flow.filter(({ seconds }) => seconds != null).slice(0, MAX_STEPS);
  const longest = Math.max(0, ...timed.map(({ seconds }) => seconds ?? 0));
  if (longest === 0) return [];
  const rows = timed.map(({ name, seconds }) => {
    const width = Math.round(((seconds ?? 0) * MAX_BAR) / longest);
    return [name, `${seconds} s`, width === 0 ? '▏' : '█'.repeat(width)];
  });
  return [table(['Step', 'Took', 'Length'], rows, { align: [null, 'right'] })];
}

export const coverage: Subsection = {
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

const workflowIntegrity: Subsection = {
  id: 'workflow-integrity',
  heading: () => '4.6 Workflow Integrity',
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

const dependencies: Subsection = {
  id: 'dependencies',
  heading: () => '4.7 Dependencies',
  keep: 'fold',
  body: ({ evidence }) =>
    boundedTable(
      ['File', 'Tool', 'What it pins'],
      evidence.dependencies.map(({ path, tool, summary, source }) => [
        source?.url === undefined ? code(path) : link(source.url, code(path)),
        tool,
        prose(summary),
      ]),
    ),
};

export const evidence: Section = {
  id: 'evidence',
  heading: () => '4. Evidence',
  keep: 'always',
  body: () => [],
  subsections: [
    ciFlow,
    runsAndArtifacts,
    testResults,
    coverage,
    deltaMap,
    workflowIntegrity,
    dependencies,
  ],
};
