import { isDelimiter, readTableLine } from '../../lib/markdown-table-line.ts';
import { type Evidence, none, present, unreadable } from '../../model/evidence.ts';
import { findMilestoneId } from '../../model/milestone-id.ts';
import type { Ledger, LedgerRow } from '../../model/repository.ts';
import { type CollectJob, fileUrl } from '../base/collect-job.ts';
import { readRepositoryText } from '../base/repository-text.ts';
import { defineSource } from '../base/source.ts';

const OPEN = /<!--\s*milestone-audit:ledger\s*-->/;
const CLOSE = /<!--\s*\/milestone-audit:ledger\s*-->/;

/** Returns the rows of the ledger at the policy ref: between the two markers, else of all tables. */
async function collectLedger(job: CollectJob): Promise<Evidence<Ledger> | undefined> {
  const path = job.config.ledger;
  if (path === undefined) return undefined;
  const commit = job.target.commits.policy;
  const source = { what: path, path, commit, url: fileUrl(job, commit, path) };
  const text = await readRepositoryText(job.reads, commit, path);
  switch (text.state) {
    case 'none':
      return none(`there is no ledger at ${path}`, source);
    case 'unreadable':
      return unreadable(`the ledger ${path} could not be read: ${text.why}`, source);
    case 'found': {
      const rows = ledgerRows(text.text, job.config.milestone.pattern);
      return present({ path, rows }, { ...source, blob: text.entry.blob });
    }
  }
}

/** Returns the rows whose first cell names a milestone. */
export function ledgerRows(text: string, pattern?: string): readonly LedgerRow[] {
  const lines = text.split(/\r\n|\n|\r/);
  const open = lines.findIndex((line) => OPEN.test(line));
  const close = lines.findIndex((line, at) => at > open && CLOSE.test(line));
  const [from, to] = open === -1 || close === -1 ? [0, lines.length] : [open + 1, close];
  let inside = false;
  return lines.slice(from, to).flatMap((line, at): readonly LedgerRow[] => {
    const row = readTableLine(line);
    // A table starts below its delimiter and ends at the first line that is not a row.
    inside = row !== undefined && (inside || isDelimiter(row));
    if (row === undefined || !inside || isDelimiter(row)) return [];
    const [first = ''] = row.cells;
    const milestone = findMilestoneId(first.replace(/[*_`[\]]/g, ' ').trim(), pattern);
    const cells = row.cells.map(plainCell);
    return milestone === undefined ? [] : [{ milestone, line: from + at + 1, cells }];
  });
}

/** Returns the text of a cell: `[4.7 / 5](x)` gives `4.7 / 5`. */
function plainCell(cell: string): string {
  return cell.replace(/\[([^[\]]*)\]\([^()]*\)/g, '$1').replaceAll('`', '');
}

export const ledger = defineSource({
  kind: 'ledger',
  from: 'local',
  cost: 'high',
  optional: true,
  collect: collectLedger,
});
