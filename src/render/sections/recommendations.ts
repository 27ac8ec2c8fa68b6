import type { ListItem } from 'mdast';
import { quantity, sentence } from '../../lib/format.ts';
import type { Audit, AuditIssue } from '../../model/audit.ts';
import type { AuditDeferral } from '../../model/deferral.ts';
import { cite } from '../format/links.ts';
import { boundedTable, type Section, type Subsection } from '../format/section.ts';
import {
  code,
  type Inline,
  item,
  list,
  marked,
  paragraph,
  prose,
  strong,
} from '../markdown/tree.ts';

/** Maximum issues in the document. The JSON has all of them. */
const MAX_ISSUES = 7;

const topIssues: Subsection = {
  id: 'top-issues',
  heading: () => '6.1 Top Issues',
  keep: 'fold',
  body: ({ issues }) =>
    issues.length === 0 ? [] : [list(issues.slice(0, MAX_ISSUES).map(issueItem), true)],
};

function issueItem(issue: AuditIssue): ListItem {
  const facts: readonly (readonly [string, Inline])[] = [
    ['Meaning', prose(sentence(issue.interpretation))],
    ['Evidence', cite(issue.source)],
    ['Guardrail', marked(sentence(issue.guardrail))],
    ['Rollback', marked(sentence(issue.rollback))],
  ];
  return item(
    issueLine(issue),
    list(facts.filter(([, fact]) => fact !== '').map(([name, fact]) => [`${name}: `, fact])),
  );
}

/** Returns `CI-001 (high): what was observed.` */
export function issueLine({ id, severity, observation }: AuditIssue): Inline {
  return [strong(`${id} (${severity}):`), ' ', prose(sentence(observation))];
}

export const actionPlan: Subsection = {
  id: 'action-plan',
  heading: () => '6.2 Action Plan',
  keep: 'fold',
  body: (audit) =>
    boundedTable(
      ['ID', 'Task', 'Done when', 'At most'],
      [...audit.issues.slice(0, MAX_ISSUES).map(fix), ...due(audit).map(resolve)],
    ),
};

function fix({ id, recommendation, acceptance, minutes }: AuditIssue): readonly Inline[] {
  return [id, marked(sentence(recommendation)), prose(acceptance), `${minutes} min`];
}

/** Returns the deferrals that are expired or end with the next milestone. */
function due({ deferrals, next_milestone }: Audit): readonly AuditDeferral[] {
  return deferrals.filter(({ state, until }) => state === 'expired' || until === next_milestone);
}

function resolve({ id, issue, reason, exit, until, state }: AuditDeferral): readonly Inline[] {
  const when = state === 'expired' ? `overdue since ${until}` : `due in ${until}`;
  return [code(id), prose(sentence(`Resolve ${issue}, ${when}: ${reason}`)), prose(exit), '–'];
}

export const recommendations: Section = {
  id: 'recommendations',
  heading: ({ next_milestone: next }) =>
    next === '' ? '6. Recommendations' : `6. Recommendations for ${next}`,
  keep: 'always',
  body: (audit) => {
    const empty = [...topIssues.body(audit), ...actionPlan.body(audit)].length === 0;
    return empty ? [paragraph(noIssues(audit))] : [];
  },
  subsections: [topIssues, actionPlan],
};

/** Returns the text for an audit without issues. It asks for evidence if some is missing. */
function noIssues({ rules }: Audit): string {
  const open = rules.filter(({ state }) => state === 'open').length;
  return open === 0
    ? 'Every rule is at level 5, and no deferral is due.'
    : `Nothing is known to be wrong. Add the evidence that is missing for ${quantity(open, 'rule')}, see appendix D.`;
}
