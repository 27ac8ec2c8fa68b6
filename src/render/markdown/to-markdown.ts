import type { Root } from 'mdast';
import { gfmToMarkdown } from 'mdast-util-gfm';
import { type Options, toMarkdown as serialise } from 'mdast-util-to-markdown';
import { assertOwn } from './own.ts';

/** Fixed, because the same audit must give the same bytes. Unpadded tables are a third smaller. */
const options: Options = {
  bullet: '-',
  bulletOther: '*',
  bulletOrdered: '.',
  emphasis: '*',
  fence: '`',
  fences: true,
  incrementListMarker: true,
  listItemIndent: 'one',
  resourceLink: true,
  rule: '-',
  setext: false,
  strong: '*',
  extensions: [gfmToMarkdown({ tablePipeAlign: false })],
};

/**
 * Writes a tree as GitHub Flavored Markdown: LF line ends, one at the end, every escape made by the
 * serialiser. Throws when a node that carries a string was not made by this room's builders.
 */
export function toMarkdown(tree: Root): string {
  assertOwn(tree);
  return serialise(tree, options);
}
