import type { RootContent, Table } from 'mdast';
import { toMarkdown } from './serialize.ts';
import { type Blocks, flatBlocks, paragraph, root } from './tree.ts';

/** Maximum size of a text. `characters` are UTF-16 units: never fewer than code points. */
export interface SizeLimit {
  readonly unit: 'characters' | 'bytes';
  readonly max: number;
}

/** Limit of a comment's body; above it GitHub answers 422 "Body is too long" (reg-viz/reg-actions#123, read 2026-11-22). */
export const COMMENT_LIMIT: SizeLimit = { unit: 'characters', max: 65_536 };

/**
 * Limit of `summary` and `text` of a check run. The schema says characters; the server counts bytes
 * (github/docs#35252, read 2026-11-22).
 */
export const CHECK_LIMIT: SizeLimit = { unit: 'bytes', max: 65_535 };

/** Limit of a step summary; GitHub does not upload a larger one (docs.github.com "Workflow commands", 2026-11-22). */
export const SUMMARY_LIMIT: SizeLimit = { unit: 'bytes', max: 1_048_576 };

/** Maximum code points of a commit status's description (ClickHouse/ClickHouse#81209, read 2026-11-22). */
export const MAX_STATUS_POINTS = 140;

export function sizeIn(unit: SizeLimit['unit'], value: string): number {
  return unit === 'bytes' ? Buffer.byteLength(value) : value.length;
}

type Unit = SizeLimit['unit'];

/** Blocks with their size in a document and the size of their tables by number of rows. */
export interface Measured {
  readonly blocks: readonly RootContent[];
  /** Includes an empty line before each block. */
  readonly size: number;
  /** For each table that may be shortened: at index n, the size of its first n rows. */
  readonly tables: readonly (readonly number[])[];
}

/** Size of the line ends between two blocks. */
const SEPARATOR_SIZE = 2;

/** Serializes every block once, so that later sizes are sums. */
export function measure(blocks: readonly Blocks[], unit: Unit): Measured {
  const flat = flatBlocks(blocks);
  const parts = flat.map((block) => toMarkdown(root(block)));
  const size = parts.reduce((sum, part) => sum + sizeIn(unit, part) - 1 + SEPARATOR_SIZE, 0);
  const tables = parts.flatMap((part, at) => {
    const block = flat[at];
    return block !== undefined && isWorstFirst(block) ? [runningSizes(part, unit)] : [];
  });
  return { blocks: flat, size, tables };
}

/** Returns the size of the blocks with at most `rows` rows in each table that may be shortened. */
export function cutSize(measured: Measured, rows: number, unit: Unit): number {
  return measured.tables.reduce((size, sizes) => {
    const last = sizes.length - 1;
    if (last <= rows) return size;
    const saved = (sizes[last] ?? 0) - (sizes[rows] ?? 0);
    return size - saved + measure([moreRows(last - rows)], unit).size;
  }, measured.size);
}

/** Returns the blocks with at most `rows` rows in each table that may be shortened, and counts the others. */
export function cutBlocks(measured: Measured, rows: number): RootContent[] {
  return measured.blocks.flatMap((block): RootContent[] => {
    if (!isWorstFirst(block) || block.children.length - 1 <= rows) return [block];
    const more = block.children.length - 1 - rows;
    return [{ ...block, children: block.children.slice(0, rows + 1) }, moreRows(more)];
  });
}

/** Returns the rows of the longest table that may be shortened, or 0. */
export function longestTable(measured: Measured): number {
  return measured.tables.reduce((most, sizes) => Math.max(most, sizes.length - 1), 0);
}

function moreRows(count: number): RootContent {
  return paragraph(`and ${count} more`);
}

function isWorstFirst(block: RootContent): block is Table {
  return block.type === 'table' && block.data?.worstFirst === true;
}

/** Returns the size of the first n rows for every n. A row is one line; the head is two lines. */
function runningSizes(table: string, unit: Unit): number[] {
  const sizes = [0];
  for (const line of table.trimEnd().split('\n').slice(2)) {
    sizes.push((sizes.at(-1) ?? 0) + sizeIn(unit, line) + 1);
  }
  return sizes;
}
