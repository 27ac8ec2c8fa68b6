import type { AuditGate } from '../../model/audit.ts';
import { boundedTable } from '../format/bounded-table.ts';
import type { Part } from '../format/section.ts';
import { gateWord } from '../format/verdict-words.ts';
import { code, type Inline, prose } from '../markdown/inline.ts';

export const qualityGates: Part = {
  id: 'quality-gates',
  heading: () => '5.2 Quality Gates',
  keep: 'always',
  body: ({ gates }) =>
    boundedTable(
      ['Gate', 'Result', 'Requires', 'Evidence'],
      gates.map((gate) => [gate.title, gateWord(gate.state), requires(gate), prose(gate.evidence)]),
    ),
};

/** The conditions that were checked; those of rules that do not apply had been left out. */
function requires({ conditions }: AuditGate): Inline {
  return conditions.flatMap(({ text }, at): Inline[] =>
    at === 0 ? [code(text)] : [', ', code(text)],
  );
}
