import type { ListItem } from 'mdast';
import { quantity, sentence } from '../../lib/format.ts';
import { shorten } from '../../lib/sanitize.ts';
import type { Audit, AuditIssue } from '../../model/audit.ts';
import type { AuditDeferral } from '../../model/deferral.ts';
import { cite, linkingRegistry } from '../format/links.ts';
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

/** Maximum recommendations in section 6, and the length of one in code points. */
const MAX_ROWS = 6;
const MAX_TASK_POINTS = 300;
/** Maximum issues with all their facts. The JSON has all of them. */
const MAX_ISSUES = 7;

export const recommendations: Section = {
  id: 'recommendations',
  number: 6,
  heading: ({ next_milestone: next }) =>
    next === '' ? 'Recommendations' : `Recommendations for ${next}`,
  keep: 'always',
  body: (audit) => {
    const deferrals = due(audit);
    const ids = new Set(deferrals.map(({ id }) => id));
    // What a deferral covers is resolved with it.
    const issues = audit.issues.filter(({ deferrals: by = [] }) => !by.some((id) => ids.has(id)));
    const rows = [...deferrals.map(resolve), ...issues.map((one) => fix(audit, one))];
    return rows.length === 0
      ? [paragraph(noIssues(audit))]
      : boundedTable(['ID', 'What to do', 'Done when'], rows, [], 0, MAX_ROWS);
  },
};

/** Returns the open deferrals, expired ones first. */
function due({ deferrals }: Audit): readonly AuditDeferral[] {
  return [
    ...deferrals.filter(({ state }) => state === 'expired'),
    ...deferrals.filter(({ state, used }) => state === 'live' && used),
  ];
}

function resolve({ id, issue, exit, until, state }: AuditDeferral): readonly Inline[] {
  const when = state === 'expired' ? `overdue since ${until}` : `due in ${until}`;
  return [code(id), prose(`Resolve ${issue}, ${when}.`), marked(shorten(exit, MAX_TASK_POINTS))];
}

function fix(audit: Audit, { id, recommendation, acceptance }: AuditIssue): readonly Inline[] {
  const task = linkingRegistry(audit, sentence(shorten(recommendation, MAX_TASK_POINTS)));
  return [id, task, code(acceptance.replace(/ on the next audit$/, ''))];
}

/** Returns the text for an audit without issues. It asks for evidence if some is missing. */
function noIssues({ rules }: Audit): string {
  const open = rules.filter(({ state }) => state === 'open').length;
  return open === 0
    ? 'Every rule is at level 5, and no deferral is due.'
    : `No problem is known. Add the evidence that is missing for ${quantity(open, 'rule')}: see the appendix.`;
}

/** The issues with what they mean, how to prevent them, and how to roll back. */
export const issueDetails: Subsection = {
  id: 'issues',
  heading: () => 'Issues',
  keep: 'fold',
  body: ({ issues }) =>
    issues.length === 0 ? [] : [list(issues.slice(0, MAX_ISSUES).map(issueItem), true)],
};

function issueItem(issue: AuditIssue): ListItem {
  const facts: readonly (readonly [string, Inline])[] = [
    ['Meaning', prose(sentence(issue.interpretation))],
    ['Evidence', cite(issue.source)],
    ['Effort', `at most ${issue.minutes} minutes`],
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
