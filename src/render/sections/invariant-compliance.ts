import type { AuditGate, AuditInvariant } from '../../model/audit.ts';
import { gateLabel } from '../format/labels.ts';
import { citeAll } from '../format/links.ts';
import { boundedTable, type Section, type Subsection } from '../format/section.ts';
import { code, type Inline, prose, separated, strong } from '../markdown/tree.ts';

export const invariants: Subsection = {
  id: 'invariants',
  heading: () => '5.1 Invariants',
  keep: 'always',
  body: ({ invariants: declared }) =>
    boundedTable(
      ['Invariant', 'Status', 'Evidence', 'Proof'],
      declared.map(({ title, state, evidence, proof }) => [
        prose(title),
        statusCell(state),
        prose(evidence),
        citeAll(proof),
      ]),
    ),
};

function statusCell(state: AuditInvariant['state']): Inline {
  switch (state) {
    case 'held':
      return '✓ held';
    case 'broken':
      return strong('✗ broken');
    case 'open':
      return strong('? missing evidence');
  }
}

const qualityGates: Subsection = {
  id: 'quality-gates',
  heading: () => '5.2 Quality Gates',
  keep: 'always',
  body: ({ gates }) =>
    boundedTable(
      ['Gate', 'Result', 'Requires', 'Evidence'],
      gates.map((gate) => [
        gate.title,
        gateLabel(gate.state),
        requires(gate),
        prose(gate.evidence),
      ]),
    ),
};

/** Returns the conditions that were checked, without those of rules that do not apply. */
function requires({ conditions }: AuditGate): Inline {
  return separated(conditions.map(({ text }) => code(text)));
}

export const invariantCompliance: Section = {
  id: 'invariant-compliance',
  heading: () => '5. Invariant Compliance',
  keep: 'always',
  body: () => [],
  subsections: [invariants, qualityGates],
};
