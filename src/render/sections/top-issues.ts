import type { AuditIssue } from '../../model/audit.ts';
import { cite } from '../format/cite.ts';
import type { Part } from '../format/section.ts';
import { sentence } from '../format/sentence.ts';
import { item, list } from '../markdown/block.ts';
import { type Inline, marked, prose, strong } from '../markdown/inline.ts';

/** A list of more is a list nobody reads. */
const MAX_ISSUES = 7;

export const topIssues: Part = {
  id: 'top-issues',
  heading: () => '6.1 Top Issues',
  keep: 'fold',
  body: ({ issues }) =>
    issues.length === 0 ? [] : [list(issues.slice(0, MAX_ISSUES).map(issueItem), true)],
};

function issueItem(issue: AuditIssue) {
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

/** `CI-001 (high): what was seen.` */
export function issueLine({ id, severity, observation }: AuditIssue): Inline {
  return [strong(`${id} (${severity}):`), ' ', prose(sentence(observation))];
}
