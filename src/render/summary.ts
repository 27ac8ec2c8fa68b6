import type { Audit } from '../model/audit.ts';
import { names } from './comment.ts';
import { documentSections } from './document-sections.ts';
import { type Blocks, paragraph } from './markdown/block.ts';
import { fitTo } from './markdown/budget.ts';
import { code, type Inline, strong } from './markdown/inline.ts';
import { type SizeLimit, summaryLimit } from './markdown/size.ts';
import { missingPermissions, publishingNotes, type SummaryExtras } from './publishing-notes.ts';
import { header } from './sections/header.ts';

/** Room kept for a summary that an earlier line of the same step may have begun. */
const limit: SizeLimit = { ...summaryLimit, max: summaryLimit.max - 1024 };

/** The job summary: the whole document, and what became of publishing it. At most 1 MiB. */
export function renderSummary(audit: Audit, extras: SummaryExtras): string {
  const frame = {
    before: [...header(audit), ...permissionNote(extras)],
    after: publishingNotes(extras),
    leftOut: (missing: Parameters<typeof names>[0]): Blocks =>
      paragraph(`Left out for space: ${names(missing)}. They are in `, code(audit.paths.document)),
  };
  return fitTo(documentSections(audit), frame, limit).text;
}

/** At the top, because it is the one thing the reader can mend at once. */
function permissionNote({ receipts }: SummaryExtras): readonly Blocks[] {
  const missing = missingPermissions(receipts);
  if (missing.length === 0) return [];
  const keys = missing.flatMap((key, at): Inline[] => (at === 0 ? [code(key)] : [', ', code(key)]));
  return [
    paragraph(
      strong('Not everything could be published.'),
      ' The token lacks ',
      keys,
      ' under ',
      code('permissions:'),
      '; the audit itself is whole.',
    ),
  ];
}
