import type { Audit, AuditIssue } from '../../model/audit.ts';
import type { AuditDeferral } from '../../model/deferral.ts';
import { boundedTable } from '../format/bounded-table.ts';
import type { Part } from '../format/section.ts';
import { sentence } from '../format/sentence.ts';
import { code, type Inline, marked, prose } from '../markdown/inline.ts';

export const actionPlan: Part = {
  id: 'action-plan',
  heading: () => '6.2 Action Plan',
  keep: 'fold',
  body: (audit) =>
    boundedTable(
      ['ID', 'Task', 'Done when', 'At most'],
      [...audit.issues.slice(0, 7).map(fix), ...due(audit).map(resolve)],
    ),
};

function fix({ id, recommendation, acceptance, minutes }: AuditIssue): readonly Inline[] {
  return [id, marked(sentence(recommendation)), prose(acceptance), `${minutes} min`];
}

/** Deferrals that ended, and those that end with the next milestone: the plan's debts. */
function due({ deferrals, next_milestone }: Audit): readonly AuditDeferral[] {
  return deferrals.filter(({ state, until }) => state === 'expired' || until === next_milestone);
}

function resolve({ id, issue, reason, exit, until, state }: AuditDeferral): readonly Inline[] {
  const when = state === 'expired' ? `overdue since ${until}` : `due in ${until}`;
  return [code(id), prose(sentence(`Resolve ${issue}, ${when}: ${reason}`)), prose(exit), '–'];
}
