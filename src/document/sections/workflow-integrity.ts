import { prose } from '../../markdown/inline.ts';
import { boundedTable } from '../wording/bounded-table.ts';
import { cite } from '../wording/cite.ts';
import type { Part } from '../wording/part.ts';

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
