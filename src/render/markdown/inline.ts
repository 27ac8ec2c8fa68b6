import type { Emphasis, Html, InlineCode, PhrasingContent, Strong, Text } from 'mdast';
import { maxLinePoints, sanitize } from '../../lib/sanitize.ts';
import { defuse } from './defuse.ts';
import { own } from './own.ts';
import { safeUrl } from './safe-url.ts';

/** What stands in a line: a string is untrusted text and the same as `text(string)`. */
export type Inline = string | PhrasingContent | readonly Inline[];

/** Untrusted text as prose; what GitHub would act on becomes code when it is put into a block. */
export function text(value: string, max: number = maxLinePoints): Text {
  return own({ type: 'text', value: sanitize(value, max) });
}

/** Untrusted text longer than one name, such as a description: up to 2,000 code points. */
export function prose(value: string): Text {
  return text(value, 2000);
}

/** Text as `prose`, in which what stands between two backticks is code: advice names commands that way. */
export function marked(value: string): Inline {
  const parts = value.split('`');
  // Without a partner a backtick is one of the text's own.
  if (parts.length % 2 === 0) return prose(value);
  return parts.map((part, at) => (at % 2 === 0 || part.trim() === '' ? prose(part) : code(part)));
}

/** An untrusted name, word for word. A name without anything to see is shown as `(empty)`. */
export function code(value: string): InlineCode {
  const name = sanitize(value).trim();
  return own({ type: 'inlineCode', value: name === '' ? '(empty)' : name });
}

export function strong(...children: readonly Inline[]): Strong {
  return { type: 'strong', children: phrase(children) };
}

export function emphasis(...children: readonly Inline[]): Emphasis {
  return { type: 'emphasis', children: phrase(children) };
}

/** A line end inside a block; the HTML form, because Markdown has none for headings and cells. */
export function lineBreak(): Html {
  return own({ type: 'html', value: '<br>' });
}

/**
 * A link; without children its text is the URL. A URL that `safeUrl` refuses leaves the children
 * unlinked, so that a bad URL in a report costs the link and nothing else.
 *
 * GitHub notes a cross-reference on issues and pull requests that a comment links to: link there
 * only to what the audit itself is about, never to a URL found in a log or an artifact.
 */
export function link(url: string, ...children: readonly Inline[]): Inline {
  const shown = phrase(children.length === 0 ? [url] : children).flatMap(unlinked);
  const href = safeUrl(url);
  return href === undefined || shown.length === 0
    ? shown
    : own({ type: 'link', url: href, title: null, children: shown });
}

/** A link cannot stand in a link. */
function unlinked(node: PhrasingContent): PhrasingContent[] {
  return node.type === 'link' ? node.children : [node];
}

/**
 * The children of a block, from anything that can stand in a line.
 *
 * Neighbouring texts are joined before they are defused, as a renderer would join them: an at sign
 * and a name from two places make one mention. Blanks and line ends at both ends are dropped, and code spans that
 * touch are set apart, because two of them would be read as one.
 */
export function phrase(children: readonly Inline[]): PhrasingContent[] {
  const runs: PhrasingContent[] = [];
  for (const node of flatten(children)) {
    const last = runs.at(-1);
    if (node.type === 'text' && last?.type === 'text') {
      runs.splice(-1, 1, own({ type: 'text', value: last.value + node.value }));
    } else {
      runs.push(node);
    }
  }
  return apart(trimmed(runs).flatMap(defused));
}

function flatten(children: readonly Inline[]): PhrasingContent[] {
  return children.flatMap((child): PhrasingContent[] => {
    if (typeof child === 'string') return [text(child)];
    if (!('type' in child)) return flatten(child);
    // Emphasis without content would be written as bare asterisks.
    return 'children' in child && child.children.length === 0 ? [] : [child];
  });
}

function trimmed(nodes: readonly PhrasingContent[]): PhrasingContent[] {
  const first = nodes.findIndex(isSeen);
  const last = nodes.findLastIndex(isSeen);
  return nodes.slice(Math.max(first, 0), last + 1).map((node, index, all) => {
    if (node.type !== 'text') return node;
    const start = index === 0 ? node.value.trimStart() : node.value;
    return own({ type: 'text', value: index === all.length - 1 ? start.trimEnd() : start });
  });
}

function isSeen(node: PhrasingContent): boolean {
  return node.type !== 'html' && (node.type !== 'text' || node.value.trim() !== '');
}

function defused(node: PhrasingContent): PhrasingContent[] {
  if (node.type !== 'text') return [node];
  return defuse(node.value).map(({ kind, value }) =>
    own(kind === 'prose' ? { type: 'text', value } : { type: 'inlineCode', value }),
  );
}

function apart(nodes: readonly PhrasingContent[]): PhrasingContent[] {
  return nodes.flatMap((node, index) => {
    const touching = node.type === 'inlineCode' && nodes[index - 1]?.type === 'inlineCode';
    return touching ? [own({ type: 'text', value: ' ' }), node] : [node];
  });
}
