import type { RootContent, Table } from 'mdast';
import { type Blocks, flatBlocks, paragraph, root } from './block.ts';
import { type SizeLimit, sizeIn } from './size.ts';
import { toMarkdown } from './to-markdown.ts';

type Unit = SizeLimit['unit'];

/** Blocks with their size in a document, and what shortening their tables would save. */
export interface Measured {
  readonly blocks: readonly RootContent[];
  /** Each block counts with the empty line before it. */
  readonly size: number;
  /** For each table that may be cut: at index n, the size of its first n rows. */
  readonly tables: readonly (readonly number[])[];
}

/** Between two blocks stands one empty line. */
const joint = 2;

/** Writes every block once; all later questions about size are answered from the numbers kept. */
export function measure(blocks: readonly Blocks[], unit: Unit): Measured {
  const flat = flatBlocks(blocks);
  const parts = flat.map((block) => toMarkdown(root(block)));
  const size = parts.reduce((sum, part) => sum + sizeIn(unit, part) - 1 + joint, 0);
  const tables = parts.flatMap((part, at) => {
    const block = flat[at];
    return block !== undefined && isWorstFirst(block) ? [runningSizes(part, unit)] : [];
  });
  return { blocks: flat, size, tables };
}

/** The size the blocks would have with at most `rows` rows in each table that may be cut. */
export function cutSize(measured: Measured, rows: number, unit: Unit): number {
  return measured.tables.reduce((size, sizes) => {
    const last = sizes.length - 1;
    if (last <= rows) return size;
    const saved = (sizes[last] ?? 0) - (sizes[rows] ?? 0);
    return size - saved + measure([moreRows(last - rows)], unit).size;
  }, measured.size);
}

/** The blocks with at most `rows` rows in each table that may be cut, the others counted below it. */
export function cutBlocks(measured: Measured, rows: number): RootContent[] {
  return measured.blocks.flatMap((block): RootContent[] => {
    if (!isWorstFirst(block) || block.children.length - 1 <= rows) return [block];
    const more = block.children.length - 1 - rows;
    return [{ ...block, children: block.children.slice(0, rows + 1) }, moreRows(more)];
  });
}

/** Rows of the longest table that may be cut, 0 without one. */
export function longestTable(measured: Measured): number {
  return measured.tables.reduce((most, sizes) => Math.max(most, sizes.length - 1), 0);
}

function moreRows(count: number): RootContent {
  return paragraph(`and ${count} more`);
}

function isWorstFirst(block: RootContent): block is Table {
  return block.type === 'table' && block.data?.worstFirst === true;
}

/** A row is one line, and the first two lines are the head. */
function runningSizes(table: string, unit: Unit): number[] {
  const sizes = [0];
  for (const line of table.trimEnd().split('\n').slice(2)) {
    sizes.push((sizes.at(-1) ?? 0) + sizeIn(unit, line) + 1);
  }
  return sizes;
}
