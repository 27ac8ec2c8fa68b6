import type { Audit } from '../model/audit.ts';
import { commentSections } from './comment-sections.ts';
import { type DocumentLink, toDocument } from './document-link.ts';
import { commitLink } from './format/address.ts';
import { sentence } from './format/sentence.ts';
import type { Snapshot } from './format/snapshot.ts';
import { headline } from './headline.ts';
import { type Blocks, heading, paragraph } from './markdown/block.ts';
import { type Frame, fitTo, type Section } from './markdown/budget.ts';
import { emphasis, prose } from './markdown/inline.ts';
import { marker } from './markdown/marker.ts';
import { commentLimit } from './markdown/size.ts';

export interface CommentOptions {
  /** Fields of the marker by which the comment is found again; without them the publisher adds it. */
  readonly marker?: Readonly<Record<string, string>>;
  /** Where the whole document can be read; absent on the command line. */
  readonly document?: DocumentLink;
  /** The last audit of this pull request that was judged by other evidence. */
  readonly before?: Snapshot;
}

/** Room kept for the marker, and an empty line, that a publisher puts in front. */
const markerRoom = 300;

/** The comment on a pull request, with its marker at most 65,536 characters; verdict and link are always in it. */
export function renderComment(audit: Audit, options: CommentOptions = {}): string {
  const before = options.marker === undefined ? [] : [marker('milestone-audit', options.marker)];
  const max = commentLimit.max - (options.marker === undefined ? markerRoom : 0);
  const frame = viewFrame(audit, options.document, before);
  return fitTo(commentSections(audit, options.before), frame, { ...commentLimit, max }).text;
}

/** What every short view has: verdict and reason at the top, the way to the whole document below. */
export function viewFrame(
  audit: Audit,
  document: DocumentLink | undefined,
  before: readonly Blocks[],
): Frame {
  const whole = toDocument(audit, document);
  return {
    before: [...before, heading(2, headline(audit)), paragraph(prose(sentence(audit.reason)))],
    after: [
      paragraph('Whole audit with every citation: ', whole),
      paragraph(emphasis('Commit ', commitLink(audit, audit.commits.audited), footer(audit))),
    ],
    leftOut: (missing) => paragraph(`Left out for space: ${names(missing)}. See `, whole, '.'),
  };
}

function footer({ date, tool }: Audit): string {
  return ` · evidence of ${date ?? 'no date'} · ${tool.name} ${tool.version}`;
}

export function names(missing: readonly Section[]): string {
  return missing.map(({ title }) => title).join(', ');
}
