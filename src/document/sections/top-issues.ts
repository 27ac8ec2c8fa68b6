import { item, list } from '../../markdown/block.ts';
import { type Inline, marked, prose, strong } from '../../markdown/inline.ts';
import type { AuditIssue } from '../../model/audit.ts';
import { cite } from '../wording/cite.ts';
import type { Part } from '../wording/part.ts';
import { sentence } from '../wording/sentence.ts';

/** A list of more is a list nobody reads. */
const MOST_ISSUES = 7;

export const topIssues: Part = {
  id: 'top-issues',
  heading: () => '6.1 Top Issues',
  keep: 'fold',
  body: ({ issues }) =>
    issues.length === 0 ? [] : [list(issues.slice(0, MOST_ISSUES).map(issueItem), true)],
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
