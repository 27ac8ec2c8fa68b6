import type { Nodes, PhrasingContent, Root } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';

/** The tree a GFM reader makes of a text, without positions. */
export function read(markdown: string): Root {
  const tree = fromMarkdown(markdown, {
    extensions: [gfm()],
    mdastExtensions: [gfmFromMarkdown()],
  });
  return plain(tree);
}

/** A tree reduced to what it says: no positions, no private data. */
export function plain<T extends Nodes>(tree: T): T {
  return JSON.parse(
    JSON.stringify(tree, (key, value: unknown) =>
      key === 'position' || key === 'data' ? undefined : value,
    ),
  );
}

/** What a node says, code and text alike. */
export function plainText(node: Nodes | readonly PhrasingContent[]): string {
  if (!('type' in node)) return node.map((child) => plainText(child)).join('');
  if ('children' in node) return node.children.map((child) => plainText(child)).join('');
  return 'value' in node && node.type !== 'html' ? node.value : '';
}

/** Everything of a tree, itself first. */
export function everyNode(node: Nodes): Nodes[] {
  return 'children' in node ? [node, ...node.children.flatMap(everyNode)] : [node];
}

/** The prose a renderer would hand to GitHub's filters: what stands outside code and links. */
export function proseOf(node: Nodes): string[] {
  if (node.type === 'text') return [node.value];
  if (node.type === 'link' || !('children' in node)) return [];
  return node.children.flatMap(proseOf);
}

const links = [
  /(?:^|\W)@[a-z0-9]/i,
  /#\d/,
  /\bGH-\d/i,
  /\b[0-9a-f]{7,40}\b/i,
  /:\/\//,
  /\bwww\./i,
  /\$/,
  /:[a-z_]\w*:/,
];

/** The first thing GitHub would make a link, a mention or a picture of. */
export function activeIn(prose: string): string | undefined {
  return links.map((link) => link.exec(prose)?.[0]).find((found) => found !== undefined);
}
