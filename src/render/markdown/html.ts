import type { Html, RootContent } from 'mdast';
import { sanitize } from '../../lib/sanitize.ts';
import { type Blocks, flatBlocks, paragraph } from './block.ts';
import { defuse } from './defuse.ts';
import { own } from './own.ts';
import { safeUrl } from './safe-url.ts';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(value: string): string {
  return value.replace(/[&<>"']/g, (found) => entities[found] ?? '');
}

/**
 * Blocks folded under a line the reader can open; the summary is untrusted text.
 *
 * The tags are blocks of their own, so whatever leaves out or cuts blocks must take the whole group.
 */
export function details(summary: string, ...blocks: readonly Blocks[]): RootContent[] {
  const line = defuse(sanitize(summary).trim())
    .map(({ kind, value }) => (kind === 'code' ? `<code>${escaped(value)}</code>` : escaped(value)))
    .join('');
  return [html(`<details>\n<summary>${line}</summary>`), ...flatBlocks(blocks), html('</details>')];
}

export interface ImageOptions {
  /** Shown instead of `src` to readers with a dark theme. */
  readonly dark?: string;
  /** In CSS pixels, a whole number. */
  readonly width?: number;
}

/** A picture of ours; a URL that `safeUrl` refuses leaves the alternative text in its place. */
export function image(src: string, alt: string, options: ImageOptions = {}): RootContent {
  const light = safeUrl(src);
  if (light === undefined) return paragraph(alt);
  const dark = options.dark === undefined ? undefined : safeUrl(options.dark);
  const width = options.width === undefined ? '' : ` width="${Math.round(options.width)}"`;
  const img = `<img alt="${escaped(sanitize(alt).trim())}" src="${escaped(light)}"${width}>`;
  const scheme = '(prefers-color-scheme: dark)';
  return html(
    dark === undefined
      ? img
      : `<picture><source media="${scheme}" srcset="${escaped(dark)}">${img}</picture>`,
  );
}

function html(value: string): Html {
  return own({ type: 'html', value });
}
