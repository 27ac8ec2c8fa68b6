import type { Audit } from '../model/audit.ts';
import type { FailOn } from '../model/config.ts';
import type { Receipt } from '../model/world.ts';
import { sectionTitles } from './comment.ts';
import { documentSections } from './document.ts';
import { headBlocks, headSections } from './head.ts';
import { fitTo, type RenderedSection } from './markdown/budget.ts';
import { type SizeLimit, SUMMARY_LIMIT } from './markdown/size.ts';
import {
  type Blocks,
  code,
  details,
  heading,
  type Inline,
  link,
  paragraph,
  prose,
  separated,
  strong,
  table,
} from './markdown/tree.ts';

interface SummaryExtras {
  /** Verdicts that fail the check; default: red. */
  readonly failOn?: FailOn;
  /** Results of the publishers that already ran. */
  readonly receipts: readonly Receipt[];
  /** Where the document goes and why, as a sentence, or empty. */
  readonly placement: string;
  /** Other notices for the reader of the run, as sentences. */
  readonly notices: readonly string[];
}

/** Reserves 1 KiB for lines that the same step wrote before. */
const LIMIT: SizeLimit = { ...SUMMARY_LIMIT, max: SUMMARY_LIMIT.max - 1024 };

/** Returns the job summary: the head of the comment, the document in folds, and the results of publishing. */
export function renderSummary(audit: Audit, extras: SummaryExtras): string {
  const file = code(audit.paths.document);
  const frame = {
    before: [...headBlocks(audit, undefined, extras.failOn), ...permissionNote(extras)],
    after: publishingNotes(extras),
    leftOut: (missing: Parameters<typeof sectionTitles>[0]): Blocks =>
      paragraph(`Left out for space: ${sectionTitles(missing)}. See `, file, '.'),
  };
  const sections = [...headSections(audit, undefined, file), ...foldedDocument(audit)];
  return fitTo(sections, frame, LIMIT).text;
}

/** Returns the sections of the document, each behind its title. The head has the verdict already. */
function foldedDocument(audit: Audit): readonly RenderedSection[] {
  return documentSections(audit).flatMap((section): readonly RenderedSection[] => {
    const [, ...below] = section.blocks;
    if (below.length === 0) return [];
    return [{ ...section, keep: 'fold', blocks: details(section.title, ...below) }];
  });
}

/** Returns a note about missing permissions. It comes first, because the reader can fix it at once. */
function permissionNote({ receipts }: SummaryExtras): readonly Blocks[] {
  const missing = missingPermissions(receipts);
  if (missing.length === 0) return [];
  return [
    paragraph(
      strong('Not everything could be published.'),
      ' The token lacks ',
      separated(missing.map(code)),
      ' under ',
      code('permissions:'),
      '; the audit itself is complete.',
    ),
  ];
}

/** Maximum notices: this section must fit in every summary. */
const MAX_NOTICES = 20;

/** Returns the results of publishing, with every missing permission. */
function publishingNotes({ receipts, placement, notices }: SummaryExtras): readonly Blocks[] {
  const shown = notices.slice(0, MAX_NOTICES);
  if (receipts.length === 0 && placement === '' && shown.length === 0) return [];
  return [
    heading(2, 'Publishing'),
    placement === '' ? [] : paragraph(prose(placement)),
    receipts.length === 0 ? [] : table(['What', 'Result', 'Detail'], receipts.map(receiptRow)),
    shown.map((notice) => paragraph(prose(notice))),
  ];
}

/** Returns the distinct missing permissions, spelled as under `permissions:` in a workflow. */
function missingPermissions(receipts: readonly Receipt[]): readonly string[] {
  const named = receipts.flatMap((one) => (one.state === 'skipped' ? (one.permission ?? []) : []));
  return [...new Set(named)];
}

function receiptRow(receipt: Receipt): readonly Inline[] {
  return [receipt.publisher, ...resultCells(receipt)];
}

function resultCells(receipt: Receipt): readonly [Inline, Inline] {
  switch (receipt.state) {
    case 'published':
      return ['✓ published', locationOf(receipt)];
    case 'unchanged':
      return ['✓ unchanged', locationOf(receipt)];
    case 'skipped':
      return [
        '– skipped',
        receipt.permission === undefined
          ? prose(receipt.why)
          : [prose(receipt.why), '; needs ', code(receipt.permission)],
      ];
    case 'failed':
      return [strong('✗ failed'), prose(receipt.why)];
  }
  receipt satisfies never;
  return ['', ''];
}

function locationOf({ url, note }: { readonly url: string; readonly note?: string }): Inline {
  const opened = url === '' ? '' : link(url, 'open');
  if (note === undefined) return opened;
  return opened === '' ? prose(note) : [opened, ': ', prose(note)];
}
