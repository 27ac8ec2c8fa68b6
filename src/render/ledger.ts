import type { Audit } from '../model/audit.ts';
import { printOverall, verdictWords } from './format/labels.ts';
import { commitLink, runLink } from './format/links.ts';
import { toMarkdown } from './markdown/serialize.ts';
import { code, type Inline, link, root, separated, table } from './markdown/tree.ts';

const LEDGER_COLUMNS: readonly string[] = [
  'Milestone',
  'Title',
  'Status',
  'Branch',
  'PR',
  'Commit',
  'CI Run(s)',
  'Audit Score',
  'Completed At',
];

/** Maximum runs named in one row. */
const MAX_RUNS = 10;

/** Returns the milestone's row of a ledger. Every cell comes from the audit. */
function ledgerRow(audit: Audit): readonly Inline[] {
  const { pull_request: pull, commits } = audit;
  return [
    audit.milestone,
    audit.title,
    verdictWords(audit),
    code(audit.branch),
    pull === null ? '–' : link(pull.url, `#${pull.number}`),
    commitLink(audit, commits.merge ?? commits.audited),
    runs(audit),
    printOverall(audit),
    audit.evidence_completed_at ?? '–',
  ];
}

/** Returns the row with its header as Markdown. */
export function renderLedger(audit: Audit): string {
  return toMarkdown(root(table(LEDGER_COLUMNS, [ledgerRow(audit)])));
}

function runs(audit: Audit): Inline {
  const ids = audit.runs.filter(({ relation }) => relation !== 'stale').map(({ id }) => id);
  if (ids.length === 0) return '–';
  const shown = separated(ids.slice(0, MAX_RUNS).map((id) => runLink(audit, id)));
  return ids.length > MAX_RUNS ? [shown, ` and ${ids.length - MAX_RUNS} more`] : shown;
}
