import { auditPaths } from '../model/audit-paths.ts';
import type { TrendRow } from '../model/history.ts';
import { root, table } from '../render/markdown/block.ts';
import { code, type Inline, link } from '../render/markdown/inline.ts';
import { toMarkdown } from '../render/markdown/to-markdown.ts';
import type { Programme } from './programme.ts';

/** What a ledger can say of a milestone; every one is read from its audit, none is typed. */
export const COLUMNS = [
  'milestone',
  'title',
  'status',
  'branch',
  'pull-request',
  'commit',
  'runs',
  'score',
  'verdict',
  'completed',
] as const;

export type Column = (typeof COLUMNS)[number];

/** Runs named in one row. */
const MAX_RUNS = 5;

/** A milestone's cells; links start from the folder that `here` ends with. */
export function rowCells(
  row: TrendRow,
  { repositoryUrl, places }: Pick<Programme, 'repositoryUrl' | 'places'>,
  here: string,
): Readonly<Record<Column, Inline>> {
  const { milestone, outcome, pull_request: pull, branch } = row;
  const { document } = auditPaths(places.docsPath, milestone, places.auditKey);
  return {
    milestone: link(relativeTo(here, document), milestone),
    title: row.title ?? '–',
    status: outcome ?? '–',
    branch: branch === undefined || branch === '' ? '–' : code(branch),
    'pull-request': pull === undefined || pull === null ? '–' : link(pull.url, `#${pull.number}`),
    commit: commitCell(row, repositoryUrl),
    runs: runsCell(row.runs ?? [], repositoryUrl),
    score: row.score === null ? 'not measured' : `${row.score.toFixed(1)} / 5`,
    verdict: row.verdict,
    completed: row.completed_at ?? '–',
  };
}

/** A file of the repository as seen from a folder of it, which ends with a slash or is empty. */
export function relativeTo(here: string, path: string): string {
  const [from, to] = [here.split('/').slice(0, -1), path.split('/')];
  let shared = 0;
  while (shared < from.length && shared < to.length - 1 && from[shared] === to[shared]) shared += 1;
  return `${'../'.repeat(from.length - shared)}${to.slice(shared).join('/')}`;
}

function commitCell({ merge, audited }: TrendRow, url: string | undefined): Inline {
  const sha = merge ?? audited ?? '';
  if (sha === '') return '–';
  const shown = code(sha.slice(0, 7));
  return url === undefined ? shown : link(`${url}/commit/${sha}`, shown);
}

function runsCell(runs: readonly number[], url: string | undefined): Inline {
  if (runs.length === 0) return '–';
  const cells = runs.slice(0, MAX_RUNS).flatMap((id, at): Inline[] => {
    const shown = code(String(id));
    const run = url === undefined ? shown : link(`${url}/actions/runs/${id}`, shown);
    return at === 0 ? [run] : [', ', run];
  });
  return runs.length > MAX_RUNS ? [...cells, ` and ${runs.length - MAX_RUNS} more`] : cells;
}

/** One cell as it is written between two pipes. */
function cellText(cell: Inline): string {
  const lines = toMarkdown(root(table([''], [[cell]])))
    .trimEnd()
    .split('\n');
  return (lines[2] ?? '').replace(/^\| ?/, '').replace(/ ?\|$/, '');
}

/** A milestone's cells as text, with links that start from the ledger's own place. */
export function ledgerCells(
  row: TrendRow,
  programme: Pick<Programme, 'repositoryUrl' | 'places'>,
  ledger: string,
): Readonly<Record<Column, string>> {
  const cells = rowCells(row, programme, ledger.slice(0, ledger.lastIndexOf('/') + 1));
  const texts = COLUMNS.map((column) => [column, cellText(cells[column])] as const);
  return Object.fromEntries(texts) as Record<Column, string>;
}
