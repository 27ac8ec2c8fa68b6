import { type Audit, renderJson } from '../model/audit.ts';
import { renderComment } from './comment.ts';
import { renderDocument } from './document.ts';
import { renderLedger } from './ledger.ts';
import { renderSummary } from './summary.ts';

/** Every view by its name in `render --view`, rendered as if nothing is published. */
export const VIEWS = {
  document: renderDocument,
  comment: (audit: Audit) => renderComment(audit),
  summary: (audit: Audit) => renderSummary(audit, { receipts: [], placement: '', notices: [] }),
  ledger: renderLedger,
  json: renderJson,
} as const satisfies Readonly<Record<string, (audit: Audit) => string>>;

export type ViewName = keyof typeof VIEWS;
