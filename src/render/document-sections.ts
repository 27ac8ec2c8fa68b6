import type { Audit } from '../model/audit.ts';
import { CHAPTERS } from './chapters.ts';
import type { Chapter, Part } from './format/section.ts';
import { flatBlocks, heading } from './markdown/block.ts';
import type { Section } from './markdown/budget.ts';

/** The document below its header, as sections that can be left out one by one. Empty ones are not in it. */
export function documentSections(audit: Audit): readonly Section[] {
  return CHAPTERS.flatMap((chapter) => chapterSections(chapter, audit));
}

function chapterSections(chapter: Chapter, audit: Audit): readonly Section[] {
  const own = sectionOf(chapter, 2, audit);
  const parts = (chapter.parts ?? [])
    .map((part) => sectionOf(part, 3, audit))
    .filter(saysSomething);
  return saysSomething(own) || parts.length > 0 ? [own, ...parts] : [];
}

function sectionOf(part: Part, depth: 2 | 3, audit: Audit): Section {
  const title = part.heading(audit);
  const blocks = [heading(depth, title), ...flatBlocks(part.body(audit))];
  return { id: part.id, title, keep: part.keep, blocks };
}

/** More than its heading. */
function saysSomething({ blocks }: Section): boolean {
  return blocks.length > 1;
}
