import { boundedTable } from '../format/bounded-table.ts';
import { cite } from '../format/cite.ts';
import type { Part } from '../format/section.ts';
import { prose } from '../markdown/inline.ts';

export const workflowIntegrity: Part = {
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
