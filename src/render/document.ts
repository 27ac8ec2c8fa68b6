import type { Audit } from '../model/audit.ts';
import type { Section, Subsection } from './format/section.ts';
import type { RenderedSection } from './markdown/budget.ts';
import { toMarkdown } from './markdown/serialize.ts';
import { flatBlocks, heading, root } from './markdown/tree.ts';
import { header } from './sections/header.ts';
import { SECTIONS } from './sections/order.ts';

/** Returns the full audit as the Markdown file that is committed. The same audit gives the same bytes. */
export function renderDocument(audit: Audit): string {
  const sections = documentSections(audit).flatMap(({ blocks }) => blocks);
  return toMarkdown(root(header(audit), sections));
}

/** Returns the document below its header, as sections that can be left out one by one, without empty ones. */
export function documentSections(audit: Audit): readonly RenderedSection[] {
  return SECTIONS.flatMap((section) => withSubsections(section, audit));
}

/** Returns a section and its subsections; a section without text stays while a subsection has some. */
function withSubsections(section: Section, audit: Audit): readonly RenderedSection[] {
  const rendered = renderSection(section, 2, audit);
  const subsections = (section.subsections ?? [])
    .map((one) => renderSection(one, 3, audit))
    .filter(hasContent);
  return hasContent(rendered) || subsections.length > 0 ? [rendered, ...subsections] : [];
}

function renderSection(section: Subsection, depth: 2 | 3, audit: Audit): RenderedSection {
  const title = section.heading(audit);
  const blocks = [heading(depth, title), ...flatBlocks(section.body(audit))];
  return { id: section.id, title, keep: section.keep, blocks };
}

/** Reports whether a section has more than its heading. */
function hasContent({ blocks }: RenderedSection): boolean {
  return blocks.length > 1;
}
