import type {
  AlignType,
  Code,
  Heading,
  List,
  ListItem,
  Paragraph,
  PhrasingContent,
  Root,
  RootContent,
  Table,
  TableCell,
  ThematicBreak,
} from 'mdast';
import { sanitizeLines } from '../../lib/sanitize.ts';
import { type Inline, phrase } from './inline.ts';
import { own } from './own.ts';

/** One block or several; groups are flattened where they are put into a document. */
export type Blocks = RootContent | readonly Blocks[];

/** Languages GitHub only colours; others it draws (`mermaid`, `math`) or acts on (`suggestion`). */
export type CodeLanguage = 'text' | 'json' | 'yaml' | 'toml' | 'xml' | 'diff' | 'sh';

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

/** Blocks without groups, and without the empty ones, which Markdown cannot express. */
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

export function thematicBreak(): ThematicBreak {
  return { type: 'thematicBreak' };
}

/** Untrusted text as a fenced block, at most `maxLines` lines, each cut as a name is. */
export function codeBlock(value: string, lang: CodeLanguage = 'text', maxLines = 200): Code {
  return own({ type: 'code', lang, meta: null, value: sanitizeLines(value, maxLines) });
}

/** A list item that is more than one line: its line, then blocks below it, such as a list. */
export function item(line: Inline, ...blocks: readonly (List | Code)[]): ListItem {
  return { type: 'listItem', spread: false, children: [paragraph(line), ...blocks] };
}

export function list(items: readonly (Inline | ListItem)[], ordered = false): List {
  const children = items.map((one) => (isItem(one) ? one : item(one)));
  return { type: 'list', ordered, start: ordered ? 1 : null, spread: false, children };
}

function isItem(one: Inline | ListItem): one is ListItem {
  return typeof one !== 'string' && 'type' in one && one.type === 'listItem';
}

/**
 * A table. Rows shorter than the header are filled with empty cells; a longer row would lose cells
 * without a word, so it throws.
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
 * Inside a table the backslash before a pipe is dropped, in code spans too (github.github.com/gfm,
 * "Tables (extension)", read 2026-11-22), and no way of writing keeps it: such a backslash is spelled
 * out.
 */
function inCell(node: PhrasingContent): PhrasingContent {
  switch (node.type) {
    case 'inlineCode': {
      const spell = (run: string): string => '⟨U+005C⟩'.repeat(run.length);
      return own({ type: 'inlineCode', value: node.value.replace(/\\+(?=\|)/g, spell) });
    }
    case 'strong':
    case 'emphasis':
    case 'link':
      return own({ ...node, children: node.children.map(inCell) as PhrasingContent[] });
    default:
      return node;
  }
}
