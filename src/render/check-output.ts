import { sanitize } from '../lib/sanitize.ts';
import type { Audit } from '../model/audit.ts';
import type { CheckWrite } from '../model/forge.ts';
import { viewFrame } from './comment.ts';
import { commentSections } from './comment-sections.ts';
import type { DocumentLink } from './document-link.ts';
import { documentSections } from './document-sections.ts';
import { printOverall } from './format/print-score.ts';
import { fitTo } from './markdown/budget.ts';
import { checkLimit } from './markdown/size.ts';

export type CheckOutput = Pick<CheckWrite, 'title' | 'summary' | 'text'>;

/** Longest title shown whole beside a check's name, in code points. */
const maxTitlePoints = 120;

/** Sections of the document that the check's summary has already. */
const inSummary: ReadonlySet<string> = new Set([
  'executive-summary',
  'scoring-rubric',
  'category-scores',
]);

/**
 * The check run's page: verdict and scores as its summary, the evidence as its text, each at most
 * 65,535 bytes. Its annotations are the publisher's.
 */
export function checkOutput(audit: Audit, document?: DocumentLink): CheckOutput {
  const title = `${audit.verdict}, ${printOverall(audit.score)}: ${audit.reason}`;
  const frame = viewFrame(audit, document, []);
  const evidence = documentSections(audit).filter(({ id }) => !inSummary.has(id));
  return {
    title: sanitize(title, maxTitlePoints),
    summary: fitTo(commentSections(audit), frame, checkLimit).text,
    text: fitTo(evidence, { ...frame, before: [] }, checkLimit).text,
  };
}
