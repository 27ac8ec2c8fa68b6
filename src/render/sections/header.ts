import type { Audit } from '../../model/audit.ts';
import { NO_MILESTONE } from '../../model/milestone-id.ts';
import { printOverall, verdictSign, verdictWords } from '../format/labels.ts';
import { commitLink, rangeLink } from '../format/links.ts';
import { type Blocks, code, heading, type Inline, link, table } from '../markdown/tree.ts';

/** Returns `M01 Audit — Title`, without a title that only repeats the id. */
function auditTitle(audit: Audit): string {
  const { milestone } = audit;
  const named = milestone === NO_MILESTONE ? 'Audit outside any milestone' : `${milestone} Audit`;
  const title = titleOf(audit);
  return title === '' ? named : `${named} — ${title}`;
}

function titleOf({ milestone, title }: Audit): string {
  return title === milestone ? '' : title;
}

/** Returns the title, then the subject and the result of the audit, one field per line. */
export function header(audit: Audit): readonly Blocks[] {
  const fields: readonly (readonly [string, Inline])[] = [
    ['Title', titleOf(audit)],
    ['Branch', code(audit.branch)],
    ['Audit date', audit.date ?? 'unknown: no run has ended'],
    ['Audit score', printOverall(audit)],
    ['Commit', commit(audit)],
    ['Pull request', pullRequest(audit)],
    ['Verdict', `${verdictSign(audit)} ${verdictWords(audit)}`],
  ];
  const milestone = audit.milestone === NO_MILESTONE ? 'none' : audit.milestone;
  return [
    heading(1, auditTitle(audit)),
    table(
      ['Milestone', milestone],
      fields.filter(([, value]) => value !== ''),
    ),
  ];
}

/** Returns the audited commit, the commit of the merge, and the base that both are compared with. */
function commit(audit: Audit): Inline {
  const { audited, merge, base } = audit.commits;
  return [
    commitLink(audit, audited),
    merge === null || merge === audited ? '' : [', merged as ', commitLink(audit, merge)],
    base === null ? '' : [' (', rangeLink(audit, base, audited), ')'],
  ];
}

function pullRequest({ pull_request }: Audit): Inline {
  if (pull_request === null) return '';
  const { number, title, url } = pull_request;
  return [link(url, `#${number}`), ` ${title}`];
}
