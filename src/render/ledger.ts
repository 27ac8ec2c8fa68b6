import type { Audit } from '../model/audit.ts';
import { commitLink, runLink } from './format/address.ts';
import { printOverall } from './format/print-score.ts';
import { root, table } from './markdown/block.ts';
import { code, type Inline, link } from './markdown/inline.ts';
import { toMarkdown } from './markdown/to-markdown.ts';

export const LEDGER_COLUMNS: readonly string[] = [
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

/** Runs named in one row. */
const MAX_RUNS = 10;

/** The milestone's row in a programme's ledger; every cell is read from the audit, none is typed. */
export function ledgerRow(audit: Audit): readonly Inline[] {
  const { pull_request: pull, commits } = audit;
  return [
    audit.milestone,
    audit.title,
    `${audit.outcome} (${audit.verdict})`,
    code(audit.branch),
    pull === null ? '–' : link(pull.url, `#${pull.number}`),
    commitLink(audit, commits.merge ?? commits.audited),
    runs(audit),
    printOverall(audit.score),
    audit.evidence_completed_at ?? '–',
  ];
}

/** The row with its header, as Markdown. */
export function renderLedger(audit: Audit): string {
  return toMarkdown(root(table(LEDGER_COLUMNS, [ledgerRow(audit)])));
}

function runs(audit: Audit): Inline {
  const ids = audit.runs.filter(({ relation }) => relation !== 'stale').map(({ id }) => id);
  if (ids.length === 0) return '–';
  const shown = ids
    .slice(0, MAX_RUNS)
    .flatMap((id, at): Inline[] => (at === 0 ? [runLink(audit, id)] : [', ', runLink(audit, id)]));
  return ids.length > MAX_RUNS ? [...shown, ` and ${ids.length - MAX_RUNS} more`] : shown;
}
