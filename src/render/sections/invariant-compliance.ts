import type { Audit, AuditGate, AuditInvariant } from '../../model/audit.ts';
import { gateFact } from '../format/decision.ts';
import { notPassingTable } from '../format/gate-table.ts';
import { gateLabel, printInvariant } from '../format/labels.ts';
import { citeAll } from '../format/links.ts';
import { boundedTable, type Section, type Subsection } from '../format/section.ts';
import {
  type Blocks,
  code,
  type Inline,
  paragraph,
  prose,
  separated,
  strong,
  text,
} from '../markdown/tree.ts';

/** Maximum invariants in section 5, and the length of their evidence in code points. */
const MAX_INVARIANTS = 8;
const MAX_EVIDENCE_POINTS = 120;

const RANK: Readonly<Record<AuditInvariant['state'], number>> = { broken: 0, open: 1, held: 2 };

/** Returns the invariants that the config declares, broken ones first. */
export function invariantTable(
  { invariants }: Audit,
  max: number | undefined = undefined,
): readonly Blocks[] {
  const rows = [...invariants]
    .sort((a, b) => RANK[a.state] - RANK[b.state])
    .map(({ title, state, evidence, proof }) => [
      text(title, MAX_EVIDENCE_POINTS),
      state === 'held' ? printInvariant(state) : strong(printInvariant(state)),
      text(evidence, MAX_EVIDENCE_POINTS),
      citeAll(proof.slice(0, 1)),
    ]);
  return boundedTable(['Invariant', 'Status', 'Evidence', 'Source'], rows, [], 0, max);
}

export const invariantCompliance: Section = {
  id: 'invariant-compliance',
  number: 5,
  heading: () => 'Invariant Compliance',
  keep: 'always',
  body: (audit) => [
    ...invariantTable(audit, MAX_INVARIANTS),
    paragraph(gateSentence(audit)),
    ...notPassingTable(audit),
  ],
};

/** Returns `All 4 gates pass, 2 by deferral: CI stability (deferred), Tests (deferred), Workflows.` */
function gateSentence(audit: Audit): Inline {
  const named = audit.gates
    .filter(({ state }) => state === 'passed' || state === 'deferred')
    .map(({ title, state }) => (state === 'deferred' ? `${title} (deferred)` : title));
  const fact = gateFact(audit);
  if (fact === '') return 'No gate applies.';
  if (named.length === 0) return prose(`${fact}.`);
  // The fact of a preview ends with the gates that it cannot decide.
  const joined = audit.outcome === 'PREVIEW' ? `${fact}. Passed` : fact;
  return prose(`${joined}: ${named.join(', ')}.`);
}

export const qualityGates: Subsection = {
  id: 'quality-gates',
  heading: () => 'Gates',
  keep: 'fold',
  body: ({ gates }) =>
    boundedTable(
      ['Gate', 'Result', 'Requires', 'Evidence'],
      gates.map((gate) => [
        gate.title,
        gateLabel(gate.state),
        requires(gate),
        prose(
          gate.optional === undefined
            ? gate.evidence
            : `${gate.evidence}; optional: ${gate.optional}`,
        ),
      ]),
    ),
};

/** Returns the conditions that were checked, without those of rules that do not apply. */
function requires({ conditions }: AuditGate): Inline {
  return separated(conditions.map((condition) => code(condition.text)));
}
