import { renderJson } from '../document/audit-json.ts';
import { checkOutput } from '../document/check-output.ts';
import { renderComment } from '../document/comment.ts';
import { renderDocument } from '../document/document.ts';
import type { DocumentLink } from '../document/document-link.ts';
import { describeStatus } from '../document/status-description.ts';
import { renderSummary } from '../document/summary.ts';
import type { Audit } from '../model/audit.ts';
import { commentMarkFields } from './comment-marker.ts';
import type { Links, Pages } from './publisher.ts';

/** What the pages need besides the audit. */
export interface PageSources {
  readonly audit: Audit;
  readonly auditKey: string;
  /** The bundle as text, bounded. */
  readonly evidence: string;
  /** Where the document goes and why, as a sentence for the summary. */
  readonly placement: string;
}

/** Writes every view of one audit, with the links that are known so far. */
export function renderPages(
  { audit, auditKey, evidence, placement }: PageSources,
  links: Links,
): Pages {
  const whole = documentLink(audit, links);
  const withLink = whole === undefined ? {} : { document: whole };
  return {
    document: renderDocument(audit),
    comment: renderComment(audit, {
      marker: commentMarkFields(audit, auditKey, links.run, links.before),
      ...withLink,
      ...(links.before === undefined ? {} : { before: links.before }),
    }),
    summary: renderSummary(audit, { receipts: links.receipts, placement, notices: [] }),
    json: renderJson(audit),
    evidence,
    statusDescription: describeStatus(audit),
    check: checkOutput(audit, whole).summary,
  };
}

/** The committed document where there is one, else the job summary, which holds the whole document. */
function documentLink(audit: Audit, { document, run }: Links): DocumentLink | undefined {
  if (document !== undefined) return { text: audit.paths.document, url: document };
  return run === '' ? undefined : { text: 'the job summary', url: run };
}
