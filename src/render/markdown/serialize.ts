import type { Nodes, Root, Text } from 'mdast';
import { gfmToMarkdown } from 'mdast-util-gfm';
import {
  defaultHandlers,
  type Handle,
  type Options,
  toMarkdown as serialize,
} from 'mdast-util-to-markdown';

/** A node with a private mark: a set of all nodes costs more than making them. */
class Trusted {
  #made = true;
  constructor(node: Nodes) {
    Object.assign(this, node);
  }
  static has(node: Nodes): boolean {
    return #made in node && node.#made;
  }
}

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

/** Returns a marked copy of a node whose strings a builder of this folder has checked. */
export function trusted<T extends Nodes>(node: T): T {
  return new Trusted(node) as Trusted & T;
}

/** Throws a TypeError for a node that was built by hand, so that no raw string reaches the output. */
function assertTrusted(node: Nodes): void {
  if (STRING_NODES.has(node.type) && !Trusted.has(node)) {
    throw new TypeError(`a ${node.type} node must be made by the builders in src/render/markdown`);
  }
  if ('children' in node) for (const child of node.children) assertTrusted(child);
}

/**
 * Leaves out the patterns whose character the text does not contain: of about fifty, each costs a
 * search, and few characters occur in a text.
 */
const text: Handle = (node: Text, parent, state, info) => {
  const { unsafe } = state;
  state.unsafe = unsafe.filter(({ character }) => node.value.includes(character));
  const written = defaultHandlers.text(node, parent, state, info);
  state.unsafe = unsafe;
  return written;
};

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
  extensions: [gfmToMarkdown({ tablePipeAlign: false }), { handlers: { text } }],
};

/**
 * Returns a tree as GitHub Flavored Markdown with LF line ends and one at the end. The serializer
 * makes every escape. Throws a TypeError for a node that was not made by the builders of this folder.
 */
export function toMarkdown(tree: Root): string {
  assertTrusted(tree);
  return serialize(tree, options);
}
