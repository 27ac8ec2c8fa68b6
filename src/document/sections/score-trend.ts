import { paragraph } from '../../markdown/block.ts';
import type { Inline } from '../../markdown/inline.ts';
import type { Audit } from '../../model/audit.ts';
import { boundedTable } from '../bounded-table.ts';
import type { Chapter } from '../part.ts';
import { earlier, movements } from '../previous.ts';
import { printScore } from '../print-score.ts';
import { sentence } from '../sentence.ts';
import { VERDICT_SIGNS } from '../verdict-words.ts';

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
    const rows = [audit, ...[...past].reverse()].map((entry): readonly Inline[] => [
      entry.milestone,
      `${VERDICT_SIGNS[entry.verdict]} ${entry.verdict}`,
      printScore(entry.score),
      ...columns.map(({ id }) =>
        printScore(entry.categories.find((one) => one.id === id)?.score ?? null),
      ),
    ]);
    const moved = movements(audit, last);
    return [
      ...boundedTable(
        ['Milestone', 'Verdict', 'Overall', ...columns.map(({ title }) => title)],
        rows,
      ),
      paragraph(
        sentence(
          `Since ${last.milestone}: ${moved.length === 0 ? 'no score moved' : moved.join('; ')}`,
        ),
      ),
    ];
  },
};

/** Columns beyond a page's width are left to the JSON. */
const MOST_COLUMNS = 12;

/** This audit's categories, then those that only earlier ones had. */
function columnsOf(audit: Audit, past: Audit['trend']): readonly { id: string; title: string }[] {
  const all = [...audit.categories, ...[...past].reverse().flatMap(({ categories }) => categories)];
  const byId = new Map<string, { id: string; title: string }>();
  for (const { id, title } of all) if (!byId.has(id)) byId.set(id, { id, title });
  return [...byId.values()].slice(0, MOST_COLUMNS);
}
