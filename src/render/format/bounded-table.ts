import { grouped } from '../../lib/quantity.ts';
import { type Blocks, paragraph, type TableOptions, table } from '../markdown/block.ts';
import type { Inline } from '../markdown/inline.ts';

/** Rows of one table in a file people read; the JSON has no such bound. */
const MAX_ROWS = 1000;

/**
 * A table whose rows come worst first, of at most 1,000 rows, and how many more there are.
 *
 * Empty without rows: a table that says nothing is not shown. `omitted` are rows that had been left
 * out before.
 */
export function boundedTable(
  header: readonly Inline[],
  rows: readonly (readonly Inline[])[],
  align: TableOptions['align'] = [],
  omitted = 0,
): readonly Blocks[] {
  if (rows.length === 0) return [];
  const more = rows.length + omitted - Math.min(rows.length, MAX_ROWS);
  const shown = table(header, rows.slice(0, MAX_ROWS), { align, worstFirst: true });
  return more === 0
    ? [shown]
    : [shown, paragraph(`and ${grouped(more)} more that this table has no room for`)];
}
