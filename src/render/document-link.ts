import type { Audit } from '../model/audit.ts';
import { code, type Inline, link } from './markdown/inline.ts';

/** Where the whole document can be read from a shorter view. */
export interface DocumentLink {
  /** `the job summary`, `docs/milestones/M01/M01_audit.md`. */
  readonly text: string;
  readonly url: string;
}

/** The link, or, where nothing is published (the command line), the path the document would have. */
export function toDocument(audit: Audit, to: DocumentLink | undefined): Inline {
  return to === undefined ? code(audit.paths.document) : link(to.url, to.text);
}
