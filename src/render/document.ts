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

/** Returns the document below its header, as sections that can be left out one by one. */
export function documentSections(audit: Audit): readonly RenderedSection[] {
  return SECTIONS.flatMap((section) => withSubsections(section, audit));
}

/** Returns a section and its subsections with text. Those of a numbered section are numbered. */
function withSubsections(section: Section, audit: Audit): readonly RenderedSection[] {
  const { number, subsections = [] } = section;
  const prefix = number === undefined ? '' : `${number}. `;
  const rendered = renderSection(section, 2, prefix, audit);
  const below = subsections
    .filter((one) => flatBlocks(one.body(audit)).length > 0)
    .map((one, at) =>
      renderSection(one, 3, number === undefined ? '' : `${number}.${at + 1} `, audit),
    );
  return [rendered, ...below];
}

function renderSection(
  section: Subsection,
  depth: 2 | 3,
  prefix: string,
  audit: Audit,
): RenderedSection {
  const title = `${prefix}${section.heading(audit)}`;
  const blocks = [heading(depth, title), ...flatBlocks(section.body(audit))];
  return { id: section.id, title, keep: section.keep, blocks };
}
