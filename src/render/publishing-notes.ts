import type { Receipt } from '../model/world.ts';
import { type Blocks, heading, paragraph, table } from './markdown/block.ts';
import { code, type Inline, link, prose, strong } from './markdown/inline.ts';

export interface SummaryExtras {
  /** How each publisher that already ran ended. */
  readonly receipts: readonly Receipt[];
  /** Where the document goes and why, as a sentence; empty when there is nothing to explain. */
  readonly placement: string;
  /** What else the reader of the run should know, as sentences. */
  readonly notices: readonly string[];
}

/** Messages of this part are bounded by number: it must fit into any summary. */
const MAX_NOTICES = 20;

/** What became of document, comment and status, with every missing permission by name. */
export function publishingNotes({
  receipts,
  placement,
  notices,
}: SummaryExtras): readonly Blocks[] {
  const said = notices.slice(0, MAX_NOTICES);
  if (receipts.length === 0 && placement === '' && said.length === 0) return [];
  return [
    heading(2, 'Publishing'),
    placement === '' ? [] : paragraph(prose(placement)),
    receipts.length === 0 ? [] : table(['What', 'Result', 'Detail'], receipts.map(receiptRow)),
    said.map((notice) => paragraph(prose(notice))),
  ];
}

/** Missing permissions, spelled as under `permissions:` in a workflow, each once. */
export function missingPermissions(receipts: readonly Receipt[]): readonly string[] {
  const named = receipts.flatMap((one) => (one.state === 'skipped' ? (one.permission ?? []) : []));
  return [...new Set(named)];
}

function receiptRow(receipt: Receipt): readonly Inline[] {
  return [receipt.publisher, ...outcome(receipt)];
}

function outcome(receipt: Receipt): readonly [Inline, Inline] {
  switch (receipt.state) {
    case 'published':
      return ['✓ published', place(receipt)];
    case 'unchanged':
      return ['✓ unchanged', place(receipt)];
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

function place({ url, note }: { readonly url: string; readonly note?: string }): Inline {
  const opened = url === '' ? '' : link(url, 'open');
  if (note === undefined) return opened;
  return opened === '' ? prose(note) : [opened, ': ', prose(note)];
}
