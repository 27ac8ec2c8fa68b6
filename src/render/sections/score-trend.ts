import { quantity } from '../../lib/quantity.ts';
import type { Audit } from '../../model/audit.ts';
import { commitLink } from '../format/address.ts';
import { boundedTable } from '../format/bounded-table.ts';
import { earlier, movements, ruleMovement } from '../format/previous.ts';
import { printScore } from '../format/print-score.ts';
import type { Chapter } from '../format/section.ts';
import { sentence } from '../format/sentence.ts';
import { VERDICT_SIGNS } from '../format/verdict-words.ts';
import { type Blocks, list, paragraph } from '../markdown/block.ts';
import { details } from '../markdown/html.ts';
import { type Inline, prose, strong } from '../markdown/inline.ts';

/** Read from the JSON of earlier audits, never typed again; one audit alone is no trend. */
export const scoreTrend: Chapter = {
  id: 'score-trend',
  heading: () => 'Appendix B. Score Trend',
  keep: 'fold',
  body: (audit) => {
    const past = earlier(audit);
    const last = past.at(-1);
    if (last === undefined) return [];
    const columns = columnsOf(audit, past);
    // Newest first: when rows must go, the oldest go.
    const entries = [audit, ...[...past].reverse()];
    const rows = entries
      .slice(0, OPEN_ROWS)
      .map((entry): readonly Inline[] => [
        ...cellsOf(entry),
        ...columns.map(({ id }) =>
          printScore(entry.categories.find((one) => one.id === id)?.score ?? null),
        ),
      ]);
    return [
      ...boundedTable([...HEADER, ...columns.map(({ title }) => title)], rows),
      ...olderRows(entries.slice(OPEN_ROWS)),
      ...standings(past),
      ...sinceLast(audit, last),
    ];
  },
};

const HEADER = ['Milestone', 'Verdict', 'Overall'];

/** Rows in view, as many as an audit keeps with their categories; older ones fold. */
const OPEN_ROWS = 25;

function cellsOf(entry: Audit | Audit['trend'][number]): readonly Inline[] {
  return [
    markedId(entry),
    `${VERDICT_SIGNS[entry.verdict]} ${entry.verdict}`,
    printScore(entry.score),
  ];
}

function olderRows(entries: readonly (Audit | Audit['trend'][number])[]): readonly Blocks[] {
  if (entries.length === 0) return [];
  const title = quantity(entries.length, 'older milestone');
  return details(title, ...boundedTable(HEADER, entries.map(cellsOf)));
}

/** What a row means that is not simply what its file says. */
function standings(past: Audit['trend']): readonly Blocks[] {
  const marked = past.filter(({ standing }) => standing !== undefined && standing in MARKS);
  if (marked.length === 0) return [];
  return [
    list(
      marked.map(({ milestone, standing = 'newest', claims }) =>
        prose(
          `${milestone} ${MARKS[standing]?.sign} ${MARKS[standing]?.words}${claims === undefined ? '' : `; its file now claims ${printScore(claims.score)} (${claims.verdict})`}`,
        ),
      ),
    ),
  ];
}

const MARKS: Readonly<Partial<Record<string, { readonly sign: string; readonly words: string }>>> =
  {
    reaudited: { sign: '↻', words: 'was audited again after a later milestone had recorded it' },
    changed: { sign: '⚠', words: 'was changed after the fact; the row shows what was recorded' },
    gone: { sign: '⚠', words: 'has lost its file; the row shows what was recorded' },
  };

/** The way from the predecessor to now, rule by rule, and what can't be compared. */
function sinceLast(audit: Audit, last: Audit['trend'][number]): readonly Blocks[] {
  const moved = movements(audit, last);
  const { comparison, chain } = audit;
  const gaps = chain?.gaps ?? [];
  return [
    paragraph(
      prose(
        sentence(
          `Since ${last.milestone}: ${moved.length === 0 ? 'no score moved' : moved.join('; ')}`,
        ),
      ),
    ),
    ...(comparison?.rules.length
      ? [list(comparison.rules.map((one) => ruleMovement(audit, one)))]
      : []),
    ...(comparison?.changed.length
      ? [
          paragraph(
            strong('Not measured alike:'),
            ' ',
            prose(sentence(comparison.changed.join('; '))),
          ),
        ]
      : []),
    ...(gaps.length === 0 ? [] : [paragraph(strong('Not audited:'), ' ', gaps.join(', '), '.')]),
    ...(audit.history?.length
      ? [
          paragraph(
            `This audit replaces ${quantity(audit.history.length, 'earlier one')} of ${audit.milestone}: `,
            ...replaced(audit),
            '.',
          ),
        ]
      : []),
  ];
}

/** Earlier states named in the document; the JSON has them all. */
const MAX_REPLACED = 5;

function replaced(audit: Audit): readonly Inline[] {
  return (audit.history ?? [])
    .slice(-MAX_REPLACED)
    .reverse()
    .flatMap(({ audited, score }, at): Inline[] => [
      at === 0 ? '' : ', ',
      commitLink(audit, audited),
      ` (${printScore(score)})`,
    ]);
}

function markedId(entry: Audit | Audit['trend'][number]): string {
  const sign = 'standing' in entry ? MARKS[entry.standing ?? '']?.sign : undefined;
  return sign === undefined ? entry.milestone : `${entry.milestone} ${sign}`;
}

/** Columns beyond a page's width are left to the JSON. */
const MAX_COLUMNS = 12;

/** This audit's categories, then those that only earlier ones had. */
function columnsOf(audit: Audit, past: Audit['trend']): readonly { id: string; title: string }[] {
  const all = [...audit.categories, ...[...past].reverse().flatMap(({ categories }) => categories)];
  const byId = new Map<string, { id: string; title: string }>();
  for (const { id, title } of all) if (!byId.has(id)) byId.set(id, { id, title });
  return [...byId.values()].slice(0, MAX_COLUMNS);
}
