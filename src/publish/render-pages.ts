import { type Audit, renderJson } from '../model/audit.ts';
import { checkOutput } from '../render/check-output.ts';
import { type DocumentLink, renderComment } from '../render/comment.ts';
import { renderDocument } from '../render/document.ts';
import { describeStatus } from '../render/status-description.ts';
import { renderSummary } from '../render/summary.ts';
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

/**
 * Writes the views of one audit, with the links that are known so far, each when it is asked for: most
 * destinations want one of them, and a large audit takes long to write. What does not depend on links
 * is written once.
 */
export function pageWriter({
  audit,
  auditKey,
  evidence,
  placement,
}: PageSources): (links: Links) => Pages {
  const document = once(() => renderDocument(audit));
  const json = once(() => renderJson(audit));
  return (links) => {
    const whole = documentLink(audit, links);
    const comment = once(() =>
      renderComment(audit, {
        marker: commentMarkFields(audit, auditKey, links.run, links.before),
        ...(whole === undefined ? {} : { document: whole }),
        ...(links.before === undefined ? {} : { before: links.before }),
      }),
    );
    const summary = once(() =>
      renderSummary(audit, { receipts: links.receipts, placement, notices: [] }),
    );
    const check = once(() => checkOutput(audit, whole).summary);
    return {
      get document() {
        return document();
      },
      get comment() {
        return comment();
      },
      get summary() {
        return summary();
      },
      get json() {
        return json();
      },
      get check() {
        return check();
      },
      evidence,
      statusDescription: describeStatus(audit),
    };
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** The committed document where there is one, else the job summary, which holds the whole document. */
function documentLink(audit: Audit, { document, run }: Links): DocumentLink | undefined {
  if (document !== undefined) return { text: audit.paths.document, url: document };
  return run === '' ? undefined : { text: 'the job summary', url: run };
}
