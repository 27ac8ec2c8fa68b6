import type { Audit } from '../model/audit.ts';
import { documentSections } from './document-sections.ts';
import { root } from './markdown/block.ts';
import { toMarkdown } from './markdown/to-markdown.ts';
import { header } from './sections/header.ts';

/** The whole audit as the Markdown file that is committed: the same audit gives the same bytes. */
export function renderDocument(audit: Audit): string {
  const sections = documentSections(audit).flatMap(({ blocks }) => blocks);
  return toMarkdown(root(header(audit), sections));
}
