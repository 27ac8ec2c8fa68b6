import { toMarkdown } from '../../src/render/markdown/serialize.ts';
import { type Blocks, root } from '../../src/render/markdown/tree.ts';

/** Blocks as the Markdown a page would hold of them. */
export function written(...blocks: readonly Blocks[]): string {
  return toMarkdown(root(...blocks));
}

/** The headings of a page, with their depth as so many number signs. */
export function headings(page: string): readonly string[] {
  return page.split('\n').filter((line) => /^#{1,6} /.test(line));
}
