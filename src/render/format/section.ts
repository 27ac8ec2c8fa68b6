import { grouped } from '../../lib/format.ts';
import type { Audit } from '../../model/audit.ts';
import type { RenderedSection } from '../markdown/budget.ts';
import { type Blocks, type Inline, paragraph, type TableOptions, table } from '../markdown/tree.ts';

/** A numbered section of the document or its appendix: its own text, then its subsections. */
export interface Section extends Subsection {
  /** Absent for the appendix, whose subsections have no numbers. */
  readonly number?: number;
  readonly subsections?: readonly Subsection[];
}

/** Text under one heading. */
export interface Subsection {
  readonly id: string;
  /** Returns the heading without its number: subsections with text are counted. */
  readonly heading: (audit: Audit) => string;
  /** Whether it may be left out where space is short (job summary). The committed file has all. */
  readonly keep: RenderedSection['keep'];
  /** Returns the text below the heading. An empty subsection is left out together with its heading. */
  readonly body: (audit: Audit) => readonly Blocks[];
}

/** Maximum rows of one table in the Markdown views. The JSON has no such limit. */
const MAX_ROWS = 1000;

/**
 * Returns a table of at most `max` rows, worst first, and the number of rows it leaves out.
 *
 * Returns nothing without rows. `omitted` is the number of rows that were left out earlier.
 */
export function boundedTable(
  header: readonly Inline[],
  rows: readonly (readonly Inline[])[],
  align: TableOptions['align'] = [],
  omitted = 0,
  max = MAX_ROWS,
): readonly Blocks[] {
  if (rows.length === 0) return [];
  const more = rows.length + omitted - Math.min(rows.length, max);
  const shown = table(header, rows.slice(0, max), { align, worstFirst: true });
  return more === 0 ? [shown] : [shown, paragraph(`and ${grouped(more)} more`)];
}

/** Returns the blocks below a line that introduces them, or nothing without blocks. */
export function introduced(line: Inline, blocks: readonly Blocks[]): readonly Blocks[] {
  return blocks.length === 0 ? [] : [paragraph(line), ...blocks];
}
