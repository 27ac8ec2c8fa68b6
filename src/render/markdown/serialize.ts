import type { Nodes, Root } from 'mdast';
import { gfmToMarkdown } from 'mdast-util-gfm';
import { type Options, toMarkdown as serialize } from 'mdast-util-to-markdown';

const trustedNodes = new WeakSet<object>();

/** Node types with a string that is written to the output. Only the builders of this folder may make them. */
const STRING_NODES: ReadonlySet<string> = new Set([
  'text',
  'inlineCode',
  'code',
  'html',
  'link',
  'image',
  'definition',
]);

/** Marks a node whose strings a builder of this folder has checked. */
export function trusted<T extends Nodes>(node: T): T {
  trustedNodes.add(node);
  return node;
}

/** Throws a TypeError for a node that was built by hand, so that no raw string reaches the output. */
function assertTrusted(node: Nodes): void {
  if (STRING_NODES.has(node.type) && !trustedNodes.has(node)) {
    throw new TypeError(`a ${node.type} node must be made by the builders in src/render/markdown`);
  }
  if ('children' in node) for (const child of node.children) assertTrusted(child);
}

/** All options are set, because the same audit must give the same bytes. Unpadded tables are a third smaller. */
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
 * Returns a tree as GitHub Flavored Markdown with LF line ends and one at the end. The serializer
 * makes every escape. Throws a TypeError for a node that was not made by the builders of this folder.
 */
export function toMarkdown(tree: Root): string {
  assertTrusted(tree);
  return serialize(tree, options);
}
