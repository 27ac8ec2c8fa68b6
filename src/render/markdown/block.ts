import type {
  AlignType,
  Heading,
  Html,
  List,
  ListItem,
  Paragraph,
  PhrasingContent,
  Root,
  RootContent,
  Table,
  TableCell,
} from 'mdast';
import { sanitize } from '../../lib/sanitize.ts';
import { escapeHtml, neutralize, safeUrl } from './escape.ts';
import { type Inline, phrase } from './inline.ts';
import { trusted } from './serialize.ts';

/** One block or several. `root` and `flatBlocks` flatten groups. */
export type Blocks = RootContent | readonly Blocks[];

export interface TableOptions {
  readonly align?: readonly AlignType[];
  /** The rows come worst first: when space is short, the last ones may be left out and counted. */
  readonly worstFirst?: boolean;
}

declare module 'mdast' {
  interface TableData {
    worstFirst?: boolean;
  }
}

export function root(...blocks: readonly Blocks[]): Root {
  return { type: 'root', children: flatBlocks(blocks) };
}

/** Returns blocks without groups and without empty blocks, which Markdown cannot express. */
export function flatBlocks(blocks: readonly Blocks[]): RootContent[] {
  return blocks.flatMap((block): RootContent[] => {
    if (!('type' in block)) return flatBlocks(block);
    const empty =
      (block.type === 'paragraph' || block.type === 'list') && block.children.length === 0;
    return empty ? [] : [block];
  });
}

export function heading(depth: 1 | 2 | 3 | 4 | 5 | 6, ...children: readonly Inline[]): Heading {
  return { type: 'heading', depth, children: phrase(children) };
}

export function paragraph(...children: readonly Inline[]): Paragraph {
  return { type: 'paragraph', children: phrase(children) };
}

/** Returns a list item of one line, with lists below it. */
export function item(line: Inline, ...lists: readonly List[]): ListItem {
  return { type: 'listItem', spread: false, children: [paragraph(line), ...lists] };
}

export function list(items: readonly (Inline | ListItem)[], ordered = false): List {
  const children = items.map((one) => (isItem(one) ? one : item(one)));
  return { type: 'list', ordered, start: ordered ? 1 : null, spread: false, children };
}

function isItem(one: Inline | ListItem): one is ListItem {
  return typeof one !== 'string' && 'type' in one && one.type === 'listItem';
}

/**
 * Returns a table and fills short rows with empty cells.
 *
 * Throws a RangeError for a row longer than the header, because Markdown would silently drop cells.
 */
export function table(
  header: readonly Inline[],
  rows: readonly (readonly Inline[])[],
  options: TableOptions = {},
): Table {
  const children = [header, ...rows].map((cells) => {
    if (cells.length > header.length) {
      throw new RangeError(`a row has ${cells.length} cells, the header ${header.length}`);
    }
    return { type: 'tableRow' as const, children: header.map((_, at) => tableCell(cells[at])) };
  });
  const align = header.map((_, at) => options.align?.[at] ?? null);
  return { type: 'table', align, children, data: { worstFirst: options.worstFirst === true } };
}

function tableCell(content: Inline = ''): TableCell {
  return { type: 'tableCell', children: phrase([content]).map(inCell) };
}

/**
 * Spells out a backslash before a pipe in code. GFM removes it in tables, also in code spans
 * (github.github.com/gfm, "Tables (extension)", read 2026-11-22), and no escape keeps it.
 */
function inCell(node: PhrasingContent): PhrasingContent {
  switch (node.type) {
    case 'inlineCode': {
      const spell = (run: string): string => '⟨U+005C⟩'.repeat(run.length);
      return trusted({ type: 'inlineCode', value: node.value.replace(/\\+(?=\|)/g, spell) });
    }
    case 'strong':
    case 'emphasis':
    case 'link':
      return trusted({ ...node, children: node.children.map(inCell) as PhrasingContent[] });
    default:
      return node;
  }
}

/**
 * Returns blocks folded under a line the reader can open. The summary is untrusted text.
 *
 * The tags are separate blocks: code that cuts blocks must take the whole group.
 */
export function details(summary: string, ...blocks: readonly Blocks[]): RootContent[] {
  const line = neutralize(sanitize(summary).trim())
    .map(({ kind, value }) => ({ kind, value: escapeHtml(value) }))
    .map(({ kind, value }) => (kind === 'code' ? `<code>${value}</code>` : value))
    .join('');
  return [html(`<details>\n<summary>${line}</summary>`), ...flatBlocks(blocks), html('</details>')];
}

interface ImageOptions {
  /** Image for readers with a dark theme. */
  readonly dark?: string;
  /** In CSS pixels, an integer. */
  readonly width?: number;
}

/** Returns one of our images, or its alternative text if `safeUrl` rejects the URL. */
export function image(src: string, alt: string, options: ImageOptions = {}): RootContent {
  const light = safeUrl(src);
  if (light === undefined) return paragraph(alt);
  const dark = options.dark === undefined ? undefined : safeUrl(options.dark);
  const width = options.width === undefined ? '' : ` width="${Math.round(options.width)}"`;
  const img = `<img alt="${escapeHtml(sanitize(alt).trim())}" src="${escapeHtml(light)}"${width}>`;
  if (dark === undefined) return html(img);
  const source = `<source media="(prefers-color-scheme: dark)" srcset="${escapeHtml(dark)}">`;
  return html(`<picture>${source}${img}</picture>`);
}

function html(value: string): Html {
  return trusted({ type: 'html', value });
}
