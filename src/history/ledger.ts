import {
  isDelimiter,
  readTableLine,
  type TableLine,
  writeTableLine,
} from '../lib/markdown-table-line.ts';
import { auditPaths } from '../model/audit-paths.ts';
import { compareMilestones, findMilestoneId, sameSeries } from '../model/milestone-id.ts';
import type { TrendRow } from '../model/trend.ts';
import { root, table } from '../render/markdown/block.ts';
import { code, type Inline, link } from '../render/markdown/inline.ts';
import { toMarkdown } from '../render/markdown/serialize.ts';
import type { Programme } from './milestones.ts';

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

/** What became of a ledger: its new text, or why it was left alone. */
export type LedgerEdit =
  | { readonly state: 'written'; readonly text: string }
  | { readonly state: 'refused'; readonly why: string };

const OPEN = /<!--\s*milestone-audit:ledger\s*-->/;
const CLOSE = /<!--\s*\/milestone-audit:ledger\s*-->/;

/** Header names by what they mean, as ledgers in the wild write them; any other column is the team's own. */
const MEANINGS: readonly (readonly [RegExp, Column])[] = [
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

/** The head that a ledger without a table of its own gets. */
const HEAD: readonly (readonly [string, Column])[] = [
  ['Milestone', 'milestone'],
  ['Title', 'title'],
  ['Status', 'status'],
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
  /** With its own end: `\n`, `\r\n`, or nothing at the end of the file. */
  readonly end: string;
}

/**
 * Puts a milestone's row into the table between the two markers of a team's own ledger: in the place
 * of the row with that id, else where the order of ids puts it. Every other byte stays as it is; of
 * the row itself the cells of columns we do not know stay too.
 */
export function withLedgerRow(
  text: string,
  milestone: string,
  cells: Readonly<Record<Column, string>>,
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
  const edited = editRegion(region, milestone, cells, eol);
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

function editRegion(
  region: readonly Line[],
  milestone: string,
  cells: Readonly<Record<Column, string>>,
  eol: string,
): readonly Line[] {
  const rows = region.map((line) => readTableLine(line.text));
  const delimiter = rows.findIndex((row, at) => at > 0 && isDelimiter(row) && rows[at - 1]);
  const head = rows[delimiter - 1];
  if (delimiter < 1 || head === undefined) return [...region, ...newTable(cells, eol)];
  const last = endOfTable(rows, delimiter);
  const meanings = head.cells.map(meaningOf);
  const key = Math.max(0, meanings.indexOf('milestone'));
  const ids = rows.map((row, at) =>
    at > delimiter && at < last && row !== undefined ? idOf(row, key) : undefined,
  );
  const own = ids.findIndex((id) => id !== undefined && compareMilestones(id, milestone) === 0);
  const old = own === -1 ? undefined : rows[own];
  const texts = meanings.map((meaning, at) =>
    meaning === undefined ? (old?.cells[at] ?? '') : cells[meaning],
  );
  const line = writeTableLine(old ?? rows[delimiter + 1] ?? head, texts);
  if (own !== -1) return region.map((one, at) => (at === own ? { ...one, text: line } : one));
  const place = placeOf(ids, milestone, delimiter, last);
  return [...region.slice(0, place), { text: line, end: eol }, ...region.slice(place)];
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

/** A table ends at the first line that is no row of it. */
function endOfTable(rows: readonly (TableLine | undefined)[], delimiter: number): number {
  const end = rows.findIndex((row, at) => at > delimiter && row === undefined);
  return end === -1 ? rows.length : end;
}

function meaningOf(title: string): Column | undefined {
  const plain = title.replace(/[*_`]/g, '').trim();
  return MEANINGS.find(([shape]) => shape.test(plain))?.[1];
}

function idOf(row: TableLine, key: number): string | undefined {
  return findMilestoneId((row.cells[key] ?? '').replace(/[*_`[\]]/g, ' ').trim());
}

/** Among its own series by id, in the table's own direction; else below the last row. */
function placeOf(
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
  const falling = compareMilestones(first.id, end.id) > 0;
  const after = known.find(({ id }) =>
    falling ? compareMilestones(id, milestone) < 0 : compareMilestones(id, milestone) > 0,
  );
  return Math.max(delimiter + 1, after?.at ?? end.at + 1);
}
