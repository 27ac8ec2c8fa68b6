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

/** Returns a roll-up as Markdown. */
export function renderRollup(rollup: Rollup, serverUrl: string): string {
  return toMarkdown(
    root(
      marker(ROLLUP_MARK, {}),
      heading(1, 'Milestone audits'),
      paragraph(prose(rollupLead(rollup).join(' '))),
      ...rollupSections(rollup, serverUrl).flatMap((section) => [
        heading(2, section.title),
        ...sectionBlocks(section, OPEN_ROWS),
      ]),
      paragraph('Generated from published audits; the same audits give the same page.'),
    ),
  );
}

/** Returns the table of a section, of which rows after `open` are folded, and its lead. */
export function sectionBlocks(
  { lead, head, numbers, rows }: RollupSection,
  open: number,
): readonly Blocks[] {
  const align = head.map((one) => (numbers.includes(one) ? ('right' as const) : null));
  const made = (some: readonly (readonly Cell[])[]): Blocks =>
    table(
      head,
      some.map((row) => row.map(inline)),
      { align, worstFirst: true },
    );
  const folded = rows.slice(open);
  return [
    ...(lead === undefined ? [] : [paragraph(prose(lead))]),
    made(rows.slice(0, open)),
    ...(folded.length === 0 ? [] : details(`${folded.length} more rows`, made(folded))),
  ];
}

function inline({ text, code: isCode, url }: Cell): Inline {
  const shown = isCode ? code(text) : prose(text);
  return url === undefined ? shown : link(url, shown);
}
