import type { Rollup } from '../../model/rollup.ts';
import { fitTo } from '../../render/markdown/budget.ts';
import { marker } from '../../render/markdown/marker.ts';
import { COMMENT_LIMIT } from '../../render/markdown/size.ts';
import { heading, link, paragraph, prose } from '../../render/markdown/tree.ts';
import { ROLLUP_MARK, sectionBlocks } from './readme.ts';
import { type RollupSection, rollupLead, rollupSections } from './sections.ts';

/**
 * Returns a roll-up as the body of an issue: repositories that did not pass or are unknown, and as
 * many other tables and rows as fit, with the number of the others. `page` is the address of the
 * whole roll-up. An issue has the limit of a comment.
 */
export function renderRollupIssue(rollup: Rollup, serverUrl: string, page?: string): string {
  const sections = rollupSections(rollup, serverUrl)
    .map(needingAttention)
    .filter(({ rows }) => rows.length > 0);
  const all = page === undefined ? 'the roll-up' : link(page, 'the roll-up');
  const { text } = fitTo(
    sections.map((section, at) => ({
      id: section.title,
      title: section.title,
      keep: at === 0 ? 'always' : 'fold',
      blocks: [heading(2, section.title), ...sectionBlocks(section, Number.POSITIVE_INFINITY)],
    })),
    {
      before: [marker(ROLLUP_MARK, {}), paragraph(prose(rollupLead(rollup).join(' ')))],
      after: [paragraph('Every row is in ', all, '.')],
      leftOut: (missing) =>
        paragraph(`Left out for space: ${missing.map(({ title }) => title).join(', ')}.`),
    },
    COMMENT_LIMIT,
  );
  return text;
}

function needingAttention(section: RollupSection): RollupSection {
  const { rows, verdicts } = section;
  if (verdicts === undefined) return section;
  const urgent = (at: number): boolean => verdicts[at] === 'red' || verdicts[at] === 'unknown';
  return { ...section, rows: rows.filter((_, at) => urgent(at)) };
}
