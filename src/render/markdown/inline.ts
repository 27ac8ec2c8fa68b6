import type { Emphasis, InlineCode, PhrasingContent, Strong, Text } from 'mdast';
import { maxLinePoints, sanitize } from '../../lib/sanitize.ts';
import { neutralize, safeUrl } from './escape.ts';
import { trusted } from './serialize.ts';

/** Content of one line. A string is untrusted text, the same as `text(string)`. */
export type Inline = string | PhrasingContent | readonly Inline[];

/** Returns untrusted text as prose. `phrase` later writes as code what GitHub would act on. */
export function text(value: string, max: number = maxLinePoints): Text {
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

/** Returns the items with a separator between them. */
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
