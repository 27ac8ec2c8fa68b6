import { relativeTo } from '../lib/urls.ts';
import { type HistoryPaths, historyPaths } from '../model/audit-paths.ts';
import type { TrendRow } from '../model/history.ts';
import { marker } from '../render/markdown/marker.ts';
import { toMarkdown } from '../render/markdown/serialize.ts';
import {
  type Blocks,
  code,
  details,
  heading,
  image,
  list,
  paragraph,
  prose,
  root,
  strong,
  table,
} from '../render/markdown/tree.ts';
import { COLUMNS, rowCells } from './ledger.ts';
import type { MilestoneHistory } from './milestones.ts';
import { flowText, trendText } from './pictures.ts';

/** Identifies a generated index. A README that a person wrote is never overwritten. */
export const INDEX_MARK = 'milestone-audit-index';

/** Maximum rows that are not folded. */
const OPEN_ROWS = 60;

const HEADER = [
  'Milestone',
  'Title',
  'Branch',
  'PR',
  'Commit',
  'CI runs',
  'Score',
  'Verdict',
  'Completed at',
];

/** Returns the index of all milestones: images, then one table per series, the newest milestone first. */
export function renderIndex(history: MilestoneHistory): string {
  const paths = historyPaths(history.places);
  if (paths === undefined) throw new Error('an index needs a folder of the milestones');
  const here = paths.index.slice(0, paths.index.lastIndexOf('/') + 1);
  return toMarkdown(
    root(
      marker(INDEX_MARK, {}),
      heading(1, 'Milestones'),
      paragraph(
        'Generated from the audits in this folder; each audit overwrites manual changes. The same as a page: ',
        code(relativeTo(here, paths.page)),
        '.',
      ),
      image(relativeTo(here, paths.trend), trendText(history), {
        dark: relativeTo(here, paths.trendDark),
        width: 480,
      }),
      ...history.series.flatMap((rows) => seriesBlocks(rows, history, here)),
      ...integrityNotes(history),
      ...flow(history, paths, here),
    ),
  );
}

function seriesBlocks(
  rows: readonly TrendRow[],
  history: MilestoneHistory,
  here: string,
): readonly Blocks[] {
  const [first, last] = [rows[0], rows.at(-1)];
  if (first === undefined || last === undefined) return [];
  const newest = [...rows].reverse();
  const open = rowsTable(newest.slice(0, OPEN_ROWS), history, here);
  const older = newest.slice(OPEN_ROWS);
  const several = history.series.length > 1;
  return [
    ...(several ? [heading(2, `${first.milestone} to ${last.milestone}`)] : []),
    open,
    ...(older.length === 0
      ? []
      : details(`${older.length} older milestones`, rowsTable(older, history, here))),
  ];
}

function rowsTable(rows: readonly TrendRow[], history: MilestoneHistory, here: string): Blocks {
  const cells = rows.map((row) => {
    const all = rowCells(row, history, here);
    return COLUMNS.filter((column) => column !== 'status').map((column) => all[column]);
  });
  return table(HEADER, cells);
}

/** Returns the audits whose files differ from what was recorded. */
function integrityNotes({ series }: MilestoneHistory): readonly Blocks[] {
  const words = { changed: 'was changed after the fact', gone: 'is missing its file' } as const;
  const found = series.flat().flatMap(({ milestone, standing }) => {
    const what = standing === 'changed' || standing === 'gone' ? words[standing] : undefined;
    return what === undefined ? [] : [`${milestone} ${what}; its row shows what was recorded.`];
  });
  return found.length === 0
    ? []
    : [
        paragraph(strong('Earlier audits were changed or removed:')),
        list(found.map((one) => prose(one))),
      ];
}

function flow(history: MilestoneHistory, paths: HistoryPaths, here: string): readonly Blocks[] {
  const { flow: steps, newest } = history;
  if (steps.length === 0) return [];
  return [
    heading(2, `CI flow of ${newest.milestone}`),
    image(relativeTo(here, paths.flow), flowText(steps), {
      dark: relativeTo(here, paths.flowDark),
      width: 480,
    }),
  ];
}
