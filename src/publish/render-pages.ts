import { type Audit, renderJson } from '../model/audit.ts';
import type { FailOn } from '../model/config.ts';
import { checkOutput } from '../render/check-output.ts';
import { type DocumentLink, renderComment } from '../render/comment.ts';
import { renderDocument } from '../render/document.ts';
import { describeStatus } from '../render/status-description.ts';
import { renderSummary } from '../render/summary.ts';
import { commentMarkFields } from './comment-marker.ts';
import type { Links, Pages } from './publisher.ts';

/**
 * Returns a function that writes the views of one audit with the links known so far. Each view is
 * written on first use, because most destinations need only one of them and a large audit takes
 * long. Views that do not depend on links are written once.
 */
export function pageWriter(
  audit: Audit,
  auditKey: string,
  placement: string,
  failOn: FailOn,
): (links: Links) => Pages {
  const document = once(() => renderDocument(audit));
  const json = once(() => renderJson(audit));
  return (links) => {
    const link = documentLink(links);
    const comment = once(() =>
      renderComment(audit, {
        marker: commentMarkFields(audit, auditKey, links.run, links.compared),
        ...(link === undefined ? {} : { document: link }),
        ...links.compared,
        failOn,
      }),
    );
    const summary = once(() =>
      renderSummary(audit, { receipts: links.receipts, placement, notices: [], failOn }),
    );
    const check = once(() => checkOutput(audit, link, failOn).summary);
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
      statusDescription: describeStatus(audit),
    };
  };
}

/** Returns a function that computes its value on the first call only. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** Returns a link to the committed document, or to the job summary, which contains it in full. */
function documentLink({ document, run }: Links): DocumentLink | undefined {
  if (document !== undefined) return { url: document };
  return run === '' ? undefined : { url: run };
}
