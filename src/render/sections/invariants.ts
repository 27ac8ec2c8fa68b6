import type { AuditInvariant } from '../../model/audit.ts';
import { boundedTable } from '../format/bounded-table.ts';
import { citeAll } from '../format/cite.ts';
import type { Part } from '../format/section.ts';
import { prose, strong } from '../markdown/inline.ts';

export const invariants: Part = {
  id: 'invariants',
  heading: () => '5.1 Invariants',
  keep: 'always',
  body: ({ invariants: declared }) =>
    boundedTable(
      ['Invariant', 'Status', 'Evidence', 'Proof'],
      declared.map((one) => [
        prose(one.title),
        status(one),
        prose(one.evidence),
        citeAll(one.proof),
      ]),
    ),
};

function status({ state }: AuditInvariant) {
  switch (state) {
    case 'held':
      return '✓ held';
    case 'broken':
      return strong('✗ broken');
    case 'unknown':
      return strong('? unknown');
  }
}
