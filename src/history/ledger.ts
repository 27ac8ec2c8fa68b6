import {
  isDelimiter,
  readTableLine,
  type TableLine,
  writeTableLine,
} from '../lib/markdown-table-line.ts';
import { commitUrl, relativeTo, runUrl } from '../lib/urls.ts';
import { auditPaths } from '../model/audit-paths.ts';
import type { TrendRow } from '../model/history.ts';
import { compareMilestones, findMilestoneId, sameSeries } from '../model/milestone-id.ts';
import { printOverall, rowWords } from '../render/format/labels.ts';
import { toMarkdown } from '../render/markdown/serialize.ts';
import { code, type Inline, link, root, separated, table } from '../render/markdown/tree.ts';
import type { MilestoneHistory } from './milestones.ts';

/** The columns of a ledger. Every value comes from an audit. */
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

/** Maximum runs named in one row. */
const MAX_RUNS = 5;

/** Returns the cells of a milestone. Links are relative to the folder `here`. */
export function rowCells(
  row: TrendRow,
  { repositoryUrl, places }: Pick<MilestoneHistory, 'repositoryUrl' | 'places'>,
  here: string,
): Readonly<Record<Column, Inline>> {
  const { milestone, pull_request: pull, branch } = row;
  const { document } = auditPaths(places.docsPath, milestone, places.auditKey);
  return {
    milestone: link(relativeTo(here, document), milestone),
    title: row.title ?? '–',
    status: rowWords(row),
    branch: branch === undefined || branch === '' ? '–' : code(branch),
    'pull-request': pull === undefined || pull === null ? '–' : link(pull.url, `#${pull.number}`),
    commit: commitCell(row, repositoryUrl),
    runs: runsCell(row.runs ?? [], repositoryUrl),
    score: printOverall(row),
    verdict: rowWords(row),
    completed: row.completed_at ?? '–',
  };
}

function commitCell({ merge, audited }: TrendRow, url: string | undefined): Inline {
  const sha = merge ?? audited ?? '';
  if (sha === '') return '–';
  const shown = code(sha.slice(0, 7));
  return url === undefined ? shown : link(commitUrl(url, sha), shown);
}

function runsCell(runs: readonly number[], url: string | undefined): Inline {
  if (runs.length === 0) return '–';
  const cells = runs.slice(0, MAX_RUNS).map((id) => {
    const shown = code(String(id));
    return url === undefined ? shown : link(runUrl(url, id), shown);
  });
  return runs.length > MAX_RUNS
    ? [separated(cells), ` and ${runs.length - MAX_RUNS} more`]
    : separated(cells);
}

/** Returns the Markdown of a cell between two pipes. */
function cellText(cell: Inline): string {
  const lines = toMarkdown(root(table([''], [[cell]])))
    .trimEnd()
    .split('\n');
  return (lines[2] ?? '').replace(/^\| ?/, '').replace(/ ?\|$/, '');
}

/** Returns the cells of a milestone as Markdown, with links relative to the ledger at `ledger`. */
export function ledgerCells(
  row: TrendRow,
  history: Pick<MilestoneHistory, 'repositoryUrl' | 'places'>,
  ledger: string,
): Readonly<Record<Column, string>> {
  const cells = rowCells(row, history, ledger.slice(0, ledger.lastIndexOf('/') + 1));
  const texts = COLUMNS.map((column) => [column, cellText(cells[column])] as const);
  return Object.fromEntries(texts) as Record<Column, string>;
}

/** The new text of a ledger, or why it was not changed. */
type LedgerEdit =
  | { readonly state: 'written'; readonly text: string }
  | { readonly state: 'refused'; readonly why: string };

const OPEN = /<!--\s*milestone-audit:ledger\s*-->/;
const CLOSE = /<!--\s*\/milestone-audit:ledger\s*-->/;

/** Common header names of ledgers by column. Any other column belongs to the team and is kept. */
const HEADER_NAMES: readonly (readonly [RegExp, Column])[] = [
  [/^(?:milestone|id|#)$/i, 'milestone'],
  [/^(?:title|name|objective|goal|summary)$/i, 'title'],
  [/^(?:status|outcome)$/i, 'status'],
  [/^branch$/i, 'branch'],
  [/^(?:pr|pull request)$/i, 'pull-request'],
  [/^(?:(?:merge )?commit|sha)$/i, 'commit'],
  [/^(?:ci|ci runs?(?:\(s\))?|ci run\(s\)|runs?)$/i, 'runs'],
  [/^(?:audit )?score(?: \/ notes)?$/i, 'score'],
  [/^verdict$/i, 'verdict'],
  [/^(?:completed(?: at)?|completion date|date|closed|closeout date)$/i, 'completed'],
];

/** Header of the table that a ledger without one gets. */
const HEAD: readonly (readonly [string, Column])[] = [
  ['Milestone', 'milestone'],
  ['Title', 'title'],
  ['Branch', 'branch'],
  ['PR', 'pull-request'],
  ['Commit', 'commit'],
  ['CI Run(s)', 'runs'],
  ['Audit Score', 'score'],
  ['Verdict', 'verdict'],
  ['Completed At', 'completed'],
];

interface Line {
  readonly text: string;
  /** `\n`, `\r\n`, `\r`, or empty at the end of the file. */
  readonly end: string;
}

/**
 * Adds a milestone's row to the table between the two markers of a team's ledger, or replaces the
 * row with that id. A new row goes where the order of ids puts it. Every other byte and the cells of
 * unknown columns stay unchanged.
 */
export function withLedgerRow(
  text: string,
  milestone: string,
  cells: Readonly<Record<Column, string>>,
  pattern?: string,
): LedgerEdit {
  const lines = linesOf(text);
  const open = lines.findIndex((line) => OPEN.test(line.text));
  const close = lines.findIndex((line, at) => at > open && CLOSE.test(line.text));
  if (open === -1 || close === -1) {
    const both = '`<!-- milestone-audit:ledger -->` and `<!-- /milestone-audit:ledger -->`';
    return { state: 'refused', why: `it has no table between ${both}` };
  }
  const eol = lines[open]?.end || '\n';
  const region = lines.slice(open + 1, close);
  const idOf = (cell: string): string | undefined =>
    findMilestoneId(cell.replace(/[*_`[\]]/g, ' ').trim(), pattern);
  const edited = editRegion(region, { milestone, cells, eol, idOf });
  const all = [...lines.slice(0, open + 1), ...edited, ...lines.slice(close)];
  return { state: 'written', text: all.map((line) => line.text + line.end).join('') };
}

function linesOf(text: string): readonly Line[] {
  const parts = text.match(/[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+$/g) ?? [];
  return parts.map((part) => {
    const end = /(?:\r\n|\n|\r)?$/.exec(part)?.[0] ?? '';
    return { text: part.slice(0, part.length - end.length), end };
  });
}

interface NewRow {
  readonly milestone: string;
  readonly cells: Readonly<Record<Column, string>>;
  readonly eol: string;
  /** Returns the milestone that a cell names. */
  readonly idOf: (cell: string) => string | undefined;
}

function editRegion(
  region: readonly Line[],
  { milestone, cells, eol, idOf }: NewRow,
): readonly Line[] {
  const rows = region.map((line) => readTableLine(line.text));
  const delimiter = rows.findIndex((row, at) => at > 0 && isDelimiter(row) && rows[at - 1]);
  const head = rows[delimiter - 1];
  if (delimiter < 1 || head === undefined) return [...region, ...newTable(cells, eol)];
  const last = endOfTable(rows, delimiter);
  const columns = head.cells.map(columnOf);
  const key = Math.max(0, columns.indexOf('milestone'));
  const ids = rows.map((row, at) =>
    at > delimiter && at < last && row !== undefined ? idOf(row.cells[key] ?? '') : undefined,
  );
  const current = ids.findIndex((id) => id !== undefined && compareMilestones(id, milestone) === 0);
  const old = current === -1 ? undefined : rows[current];
  const texts = columns.map((column, at) =>
    column === undefined ? (old?.cells[at] ?? '') : cells[column],
  );
  const line = writeTableLine(old ?? rows[delimiter + 1] ?? head, texts);
  if (current !== -1)
    return region.map((one, at) => (at === current ? { ...one, text: line } : one));
  const index = insertionIndex(ids, milestone, delimiter, last);
  return [...region.slice(0, index), { text: line, end: eol }, ...region.slice(index)];
}

function newTable(cells: Readonly<Record<Column, string>>, eol: string): readonly Line[] {
  const style = { lead: '', opened: true, closed: true };
  const rows = [
    HEAD.map(([title]) => title),
    HEAD.map(() => '---'),
    HEAD.map(([, column]) => cells[column]),
  ];
  return rows.map((row) => ({ text: writeTableLine(style, row), end: eol }));
}

/** Returns the index of the first line after the table. */
function endOfTable(rows: readonly (TableLine | undefined)[], delimiter: number): number {
  const end = rows.findIndex((row, at) => at > delimiter && row === undefined);
  return end === -1 ? rows.length : end;
}

function columnOf(title: string): Column | undefined {
  const plain = title.replace(/[*_`]/g, '').trim();
  return HEADER_NAMES.find(([shape]) => shape.test(plain))?.[1];
}

/** Returns where a new row goes: by id among its series, in the direction of the table, else below the last row. */
function insertionIndex(
  ids: readonly (string | undefined)[],
  milestone: string,
  delimiter: number,
  last: number,
): number {
  const known = ids.flatMap((id, at) =>
    id !== undefined && sameSeries(id, milestone) ? [{ id, at }] : [],
  );
  const [first] = known;
  const end = known.at(-1);
  if (first === undefined || end === undefined) return last;
  const descending = compareMilestones(first.id, end.id) > 0;
  const after = known.find(({ id }) =>
    descending ? compareMilestones(id, milestone) < 0 : compareMilestones(id, milestone) > 0,
  );
  return Math.max(delimiter + 1, after?.at ?? end.at + 1);
}
