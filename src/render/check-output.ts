import { sanitize } from '../lib/sanitize.ts';
import type { Audit } from '../model/audit.ts';
import type { FailOn } from '../model/config.ts';
import type { CheckWrite } from '../model/forge.ts';
import { commentSections, type DocumentLink, viewFrame } from './comment.ts';
import { documentSections } from './document.ts';
import { fitTo } from './markdown/budget.ts';
import { CHECK_LIMIT } from './markdown/size.ts';
import { describeStatus } from './status-description.ts';

type CheckOutput = Pick<CheckWrite, 'title' | 'summary' | 'text'>;

/** Maximum title length in code points that GitHub shows next to a check's name. */
const MAX_TITLE_POINTS = 120;

/**
 * Returns the page of the check run: the comment as summary, the document as text, each at most
 * 65,535 bytes. The publisher adds the annotations.
 */
export function checkOutput(audit: Audit, document?: DocumentLink, failOn?: FailOn): CheckOutput {
  const frame = viewFrame(audit, document, undefined, failOn);
  return {
    title: sanitize(describeStatus(audit), MAX_TITLE_POINTS),
    summary: fitTo(commentSections(audit, document), frame, CHECK_LIMIT).text,
    text: fitTo(documentSections(audit), { ...frame, before: [] }, CHECK_LIMIT).text,
  };
}
