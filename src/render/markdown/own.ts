import type { Nodes } from 'mdast';

const made = new WeakSet<object>();

/** Node types that carry a string to the outside, and so must come from this room's builders. */
const carriers: ReadonlySet<string> = new Set([
  'text',
  'inlineCode',
  'code',
  'html',
  'link',
  'image',
  'definition',
]);

/** Marks a node as made by a builder of this room, which has checked the strings in it. */
export function own<T extends Nodes>(node: T): T {
  made.add(node);
  return node;
}

/**
 * Throws when a node that carries a string was not made by this room: the tree is checked once more
 * before it is written, so that no caller can pass a raw string by building a node by hand.
 */
export function assertOwn(node: Nodes): void {
  if (carriers.has(node.type) && !made.has(node)) {
    throw new TypeError(`a ${node.type} node must be made by the builders in src/render/markdown`);
  }
  if ('children' in node) for (const child of node.children) assertOwn(child);
}
