import { quantity, sentence } from '../../lib/format.ts';
import type { Audit } from '../../model/audit.ts';
import { printRange, printScore, rowWords, verdictSign, verdictWords } from '../format/labels.ts';
import { commitLink } from '../format/links.ts';
import { changeText, previousAudits, ruleChange, scoreChanges } from '../format/score-changes.ts';
import { boundedTable, type Subsection } from '../format/section.ts';
import {
  type Blocks,
  details,
  type Inline,
  list,
  paragraph,
  prose,
  separated,
  strong,
} from '../markdown/tree.ts';

/** The trend comes from the JSON of earlier audits. It is empty for the first audit. */
export const scoreTrend: Subsection = {
  id: 'score-trend',
  heading: () => 'Score Trend',
  keep: 'fold',
  body: (audit) => {
    const past = previousAudits(audit);
    const last = past.at(-1);
    if (last === undefined) return [];
    const columns = columnsOf(audit, past);
    // Newest first, so that a shortened table loses its oldest rows.
    const entries = [audit, ...[...past].reverse()];
    const rows = entries
      .slice(0, OPEN_ROWS)
      .map((entry): readonly Inline[] => [
        ...cellsOf(entry),
        ...columns.map(({ id }) =>
          printRange(entry.categories.find((one) => one.id === id) ?? { score: null }),
        ),
      ]);
    return [
      ...boundedTable([...HEADER, ...columns.map(({ title }) => title)], rows),
      ...olderRows(entries.slice(OPEN_ROWS)),
      ...integrityNotes(past),
      ...sinceLast(audit, last),
    ];
  },
};

const HEADER = ['Milestone', 'Verdict', 'Overall'];

/** Rows that are not folded: as many as an audit stores with their categories. */
const OPEN_ROWS = 25;

function cellsOf(entry: Audit | Audit['trend'][number]): readonly Inline[] {
  return [
    markedId(entry),
    `${verdictSign(entry)} ${'schema' in entry ? verdictWords(entry) : rowWords(entry)}`,
    printRange(entry),
  ];
}

function olderRows(entries: readonly (Audit | Audit['trend'][number])[]): readonly Blocks[] {
  if (entries.length === 0) return [];
  const title = quantity(entries.length, 'older milestone');
  return details(title, ...boundedTable(HEADER, entries.map(cellsOf)));
}

/** Returns a note for each row whose file is not as recorded. */
function integrityNotes(past: Audit['trend']): readonly Blocks[] {
  const marked = past.filter(({ standing }) => standing !== undefined && standing in NOTES);
  if (marked.length === 0) return [];
  return [
    list(
      marked.map(({ milestone, standing = 'newest', claims }) =>
        prose(
          `${milestone} ${NOTES[standing]?.sign} ${NOTES[standing]?.words}${claims === undefined ? '' : `; its file now claims ${printScore(claims.score)} (${claims.verdict})`}`,
        ),
      ),
    ),
  ];
}

const NOTES: Readonly<Partial<Record<string, { readonly sign: string; readonly words: string }>>> =
  {
    reaudited: { sign: '↻', words: 'was audited again after a later milestone recorded it' },
    changed: { sign: '⚠', words: 'was changed after it was recorded; the row shows the record' },
    gone: { sign: '⚠', words: 'has no file anymore; the row shows the record' },
  };

/** Returns the changes since the previous audit, rule by rule, and what cannot be compared. */
function sinceLast(audit: Audit, last: Audit['trend'][number]): readonly Blocks[] {
  const { comparison, history, milestone } = audit;
  const gaps = audit.chain?.gaps ?? [];
  const changes = changeText(scoreChanges(audit, last));
  return [
    paragraph(prose(sentence(`Since ${last.milestone}: ${changes}`))),
    list((comparison?.rules ?? []).map((one) => ruleChange(audit, one))),
    comparison?.changed.length
      ? paragraph(strong('Not comparable:'), ' ', prose(sentence(comparison.changed.join('; '))))
      : [],
    gaps.length === 0 ? [] : paragraph(strong('Not audited:'), ' ', gaps.join(', '), '.'),
    history?.length
      ? paragraph(
          `This audit replaces ${quantity(history.length, 'earlier one')} of ${milestone}: `,
          replaced(audit),
          '.',
        )
      : [],
  ];
}

/** Maximum earlier states named in the document. The JSON has all of them. */
const MAX_REPLACED = 5;

function replaced(audit: Audit): Inline {
  const entries = (audit.history ?? []).slice(-MAX_REPLACED).reverse();
  return separated(
    entries.map(({ audited, score }) => [commitLink(audit, audited), ` (${printScore(score)})`]),
  );
}

function markedId(entry: Audit | Audit['trend'][number]): string {
  const sign = 'standing' in entry ? NOTES[entry.standing ?? '']?.sign : undefined;
  return sign === undefined ? entry.milestone : `${entry.milestone} ${sign}`;
}

/** Maximum category columns, for the width of a page. The JSON has all of them. */
const MAX_COLUMNS = 12;

/** Returns the categories of this audit, then those that only earlier audits had. */
function columnsOf(audit: Audit, past: Audit['trend']): readonly { id: string; title: string }[] {
  const all = [...audit.categories, ...[...past].reverse().flatMap(({ categories }) => categories)];
  const byId = new Map<string, { id: string; title: string }>();
  for (const { id, title } of all) if (!byId.has(id)) byId.set(id, { id, title });
  return [...byId.values()].slice(0, MAX_COLUMNS);
}
