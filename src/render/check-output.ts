import { sanitize } from '../lib/sanitize.ts';
import type { Audit } from '../model/audit.ts';
import type { CheckWrite } from '../model/forge.ts';
import { type DocumentLink, viewFrame } from './comment.ts';
import { commentSections } from './comment-sections.ts';
import { documentSections } from './document.ts';
import { printOverall, verdictWords } from './format/labels.ts';
import { fitTo } from './markdown/budget.ts';
import { CHECK_LIMIT } from './markdown/size.ts';

type CheckOutput = Pick<CheckWrite, 'title' | 'summary' | 'text'>;

/** Maximum title length in code points that GitHub shows next to a check's name. */
const MAX_TITLE_POINTS = 120;

/** Sections of the document that the check's summary already has. */
const SUMMARY_SECTIONS: ReadonlySet<string> = new Set([
  'executive-summary',
  'scoring-rubric',
  'category-scores',
]);

/**
 * Returns the page of the check run: verdict and scores as summary, the evidence as text, each at
 * most 65,535 bytes. The publisher adds the annotations.
 */
export function checkOutput(audit: Audit, document?: DocumentLink): CheckOutput {
  const title = `${verdictWords(audit)}, ${printOverall(audit)}: ${audit.reason}`;
  const frame = viewFrame(audit, document, []);
  const evidence = documentSections(audit).filter(({ id }) => !SUMMARY_SECTIONS.has(id));
  return {
    title: sanitize(title, MAX_TITLE_POINTS),
    summary: fitTo(commentSections(audit), frame, CHECK_LIMIT).text,
    text: fitTo(evidence, { ...frame, before: [] }, CHECK_LIMIT).text,
  };
}
