import type {
  AlignType,
  BlockContent,
  Blockquote,
  Emphasis,
  Heading,
  Html,
  InlineCode,
  List,
  ListItem,
  Paragraph,
  PhrasingContent,
  Root,
  RootContent,
  Strong,
  Table,
  TableCell,
  Text,
} from 'mdast';
import { MAX_LINE_POINTS, sanitize } from '../../lib/sanitize.ts';
import { escapeHtml, neutralize, safeUrl } from './escape.ts';
import { trusted } from './serialize.ts';

/** Content of one line. A string is untrusted text, the same as `text(string)`. */
export type Inline = string | PhrasingContent | readonly Inline[];

/** Returns untrusted text as prose. `phrase` later writes as code what GitHub would act on. */
export function text(value: string, max: number = MAX_LINE_POINTS): Text {
  return trusted({ type: 'text', value: sanitize(value, max) });
}

/** Returns untrusted text longer than a name, such as a description: up to 2,000 code points. */
export function prose(value: string): Text {
  return text(value, 2000);
}

/** Returns text as `prose`, with code between two backticks: recommendations name commands that way. */
export function marked(value: string): Inline {
  const parts = value.split('`');
  // An odd number of backticks is not markup.
  if (parts.length % 2 === 0) return prose(value);
  return parts.map((part, at) => (at % 2 === 0 || part.trim() === '' ? prose(part) : code(part)));
}

/** Returns an untrusted name unchanged, or `(empty)` if nothing of it is visible. */
export function code(value: string): InlineCode {
  const name = sanitize(value).trim();
  return trusted({ type: 'inlineCode', value: name === '' ? '(empty)' : name });
}

export function strong(...children: readonly Inline[]): Strong {
  return { type: 'strong', children: phrase(children) };
}

export function emphasis(...children: readonly Inline[]): Emphasis {
  return { type: 'emphasis', children: phrase(children) };
}

/**
 * Returns a link; without children its text is the URL. If `safeUrl` rejects the URL, the children
 * stay without a link, so that a bad URL in a report loses nothing else.
 *
 * GitHub adds a cross-reference to issues and pull requests that a comment links to. Link only to
 * the subject of the audit, never to a URL from a log or an artifact.
 */
export function link(url: string, ...children: readonly Inline[]): Inline {
  const shown = phrase(children.length === 0 ? [url] : children).flatMap(unlinked);
  const href = safeUrl(url);
  return href === undefined || shown.length === 0
    ? shown
    : trusted({ type: 'link', url: href, title: null, children: shown });
}

/** Markdown does not allow a link inside a link. */
function unlinked(node: PhrasingContent): PhrasingContent[] {
  return node.type === 'link' ? node.children : [node];
}

/**
 * Returns the children of a block.
 *
 * Adjacent texts are joined before they are neutralized, as a renderer joins them: an at sign and a
 * name from two places make one mention. Blanks and line ends at both ends are removed. A space
 * separates adjacent code spans, which would be parsed as one.
 */
export function phrase(children: readonly Inline[]): PhrasingContent[] {
  const runs: PhrasingContent[] = [];
  for (const node of flatten(children)) {
    const last = runs.at(-1);
    if (node.type === 'text' && last?.type === 'text') {
      runs.splice(-1, 1, trusted({ type: 'text', value: last.value + node.value }));
    } else {
      runs.push(node);
    }
  }
  return apart(trimmed(runs).flatMap(neutralized));
}

export function separated(items: readonly Inline[], separator = ', '): Inline {
  return items.flatMap((item, at): Inline[] => (at === 0 ? [item] : [separator, item]));
}

function flatten(children: readonly Inline[]): PhrasingContent[] {
  return children.flatMap((child): PhrasingContent[] => {
    if (typeof child === 'string') return [text(child)];
    if (!('type' in child)) return flatten(child);
    // Emphasis without content would be written as plain asterisks.
    return 'children' in child && child.children.length === 0 ? [] : [child];
  });
}

function trimmed(nodes: readonly PhrasingContent[]): PhrasingContent[] {
  const first = nodes.findIndex(isVisible);
  const last = nodes.findLastIndex(isVisible);
  return nodes.slice(Math.max(first, 0), last + 1).map((node, index, all) => {
    if (node.type !== 'text') return node;
    const start = index === 0 ? node.value.trimStart() : node.value;
    return trusted({ type: 'text', value: index === all.length - 1 ? start.trimEnd() : start });
  });
}

function isVisible(node: PhrasingContent): boolean {
  return node.type !== 'text' || node.value.trim() !== '';
}

function neutralized(node: PhrasingContent): PhrasingContent[] {
  if (node.type !== 'text') return [node];
  return neutralize(node.value).map(({ kind, value }) =>
    trusted(kind === 'prose' ? { type: 'text', value } : { type: 'inlineCode', value }),
  );
}

function apart(nodes: readonly PhrasingContent[]): PhrasingContent[] {
  return nodes.flatMap((node, index) => {
    const touching = node.type === 'inlineCode' && nodes[index - 1]?.type === 'inlineCode';
    return touching ? [trusted({ type: 'text', value: ' ' }), node] : [node];
  });
}

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

/** Returns what someone else says, as a quotation. */
export function quote(...blocks: readonly Blocks[]): Blockquote {
  return { type: 'blockquote', children: flatBlocks(blocks) as BlockContent[] };
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
      return trusted({ type: 'inlineCode', value: node.value.replace(/(?<!\\)\\+(?=\|)/g, spell) });
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
