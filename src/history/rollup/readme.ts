import type { Rollup } from '../../model/rollup.ts';
import { marker } from '../../render/markdown/marker.ts';
import { toMarkdown } from '../../render/markdown/serialize.ts';
import {
  type Blocks,
  code,
  details,
  heading,
  type Inline,
  link,
  paragraph,
  prose,
  root,
  table,
} from '../../render/markdown/tree.ts';
import { type Cell, type RollupSection, rollupLead, rollupSections } from './sections.ts';

/** Identifies a generated roll-up. A README that a person wrote is never overwritten. */
export const ROLLUP_MARK = 'milestone-audit-rollup';

/** Maximum rows that are not folded. */
const OPEN_ROWS = 60;

/** Maximum length of an issue; GitHub allows 65,536 characters. */
const MAX_ISSUE = 60_000;

/**
 * Returns a roll-up as the body of an issue: repositories that did not pass or are unknown, and as
 * many rows of each table as fit.
 */
export function renderRollupIssue(rollup: Rollup, serverUrl: string): string {
  const repositories = rollup.repositories.filter(
    ({ verdict }) => verdict === 'red' || verdict === null,
  );
  const sections = rollupSections({ ...rollup, repositories }, serverUrl);
  const bodies = [100, 50, 20, 5].map((max) =>
    toMarkdown(
      root(
        marker(ROLLUP_MARK, {}),
        paragraph(prose(rollupLead(rollup).join(' '))),
        ...sections.flatMap((section) => firstRows(section, max)),
      ),
    ),
  );
  return bodies.find(({ length }) => length <= MAX_ISSUE) ?? bodies.at(-1) ?? '';
}

function firstRows(section: RollupSection, max: number): readonly Blocks[] {
  const left = section.rows.length - max;
  return [
    ...sectionBlocks({ ...section, rows: section.rows.slice(0, max) }),
    ...(left > 0 ? [paragraph(`${left} more rows are in the roll-up.`)] : []),
  ];
}

/** Returns a roll-up as Markdown. */
export function renderRollup(rollup: Rollup, serverUrl: string): string {
  return toMarkdown(
    root(
      marker(ROLLUP_MARK, {}),
      heading(1, 'Milestone audits'),
      paragraph(prose(rollupLead(rollup).join(' '))),
      ...rollupSections(rollup, serverUrl).flatMap(sectionBlocks),
      paragraph('Generated from published audits; the same audits give the same page.'),
    ),
  );
}

function sectionBlocks({ title, lead, head, numbers, rows }: RollupSection): readonly Blocks[] {
  const align = head.map((one) => (numbers.includes(one) ? ('right' as const) : null));
  const made = (some: readonly (readonly Cell[])[]): Blocks =>
    table(
      head,
      some.map((row) => row.map(inline)),
      { align },
    );
  const folded = rows.slice(OPEN_ROWS);
  return [
    heading(2, title),
    ...(lead === undefined ? [] : [paragraph(prose(lead))]),
    made(rows.slice(0, OPEN_ROWS)),
    ...(folded.length === 0 ? [] : details(`${folded.length} more rows`, made(folded))),
  ];
}

function inline({ text, code: isCode, url }: Cell): Inline {
  const shown = isCode ? code(text) : prose(text);
  return url === undefined ? shown : link(url, shown);
}
