import { sentence } from '../lib/format.ts';
import type { Audit } from '../model/audit.ts';
import { commentSections } from './comment-sections.ts';
import { printOverall, verdictSign, verdictWords } from './format/labels.ts';
import { commitLink } from './format/links.ts';
import { type Frame, fitTo, type RenderedSection } from './markdown/budget.ts';
import { marker } from './markdown/marker.ts';
import { COMMENT_LIMIT } from './markdown/size.ts';
import {
  type Blocks,
  code,
  emphasis,
  heading,
  type Inline,
  link,
  paragraph,
  prose,
  text,
} from './markdown/tree.ts';
import { auditTitle } from './sections/header.ts';
import type { Snapshot } from './snapshot.ts';

interface CommentOptions {
  /** Fields of the marker that identifies the comment. Without them the publisher adds the marker. */
  readonly marker?: Readonly<Record<string, string>>;
  /** Link to the full document; absent on the command line. */
  readonly document?: DocumentLink;
  /** The last audit of this pull request with other evidence. */
  readonly before?: Snapshot;
}

/** Characters reserved for the marker and an empty line, which a publisher puts first. */
const MARKER_ROOM = 300;

/**
 * Returns the comment on a pull request, at most 65,536 characters with its marker. It always
 * contains the verdict and the link to the document.
 */
export function renderComment(audit: Audit, options: CommentOptions = {}): string {
  const before = options.marker === undefined ? [] : [marker('milestone-audit', options.marker)];
  const max = COMMENT_LIMIT.max - (options.marker === undefined ? MARKER_ROOM : 0);
  const frame = viewFrame(audit, options.document, before);
  return fitTo(commentSections(audit, options.before), frame, { ...COMMENT_LIMIT, max }).text;
}

/** Returns the frame of every short view: verdict and reason first, the link to the full document last. */
export function viewFrame(
  audit: Audit,
  document: DocumentLink | undefined,
  before: readonly Blocks[],
): Frame {
  const fullDocument = documentLink(audit, document);
  return {
    before: [...before, heading(2, headline(audit)), paragraph(prose(sentence(audit.reason)))],
    after: [
      paragraph('Whole audit with every citation: ', fullDocument),
      paragraph(emphasis('Commit ', commitLink(audit, audit.commits.audited), footer(audit))),
    ],
    leftOut: (missing) =>
      paragraph(`Left out for space: ${sectionTitles(missing)}. See `, fullDocument, '.'),
  };
}

function footer({ date, tool }: Audit): string {
  return ` · evidence of ${date ?? 'no date'} · ${tool.name} ${tool.version}`;
}

export function sectionTitles(missing: readonly RenderedSection[]): string {
  return missing.map(({ title }) => title).join(', ');
}

/** Returns `🟡 M01 Audit — Title: Passed with 1 deferral · 4.7 / 5`. */
function headline(audit: Audit): Inline {
  return [
    text(
      `${verdictSign(audit)} ${auditTitle(audit)}: ${verdictWords(audit)} · ${printOverall(audit)}`,
      400,
    ),
  ];
}

/** Link from a short view to the full document. */
export interface DocumentLink {
  /** `the job summary`, `docs/milestones/M01/M01_audit.md`. */
  readonly text: string;
  readonly url: string;
}

/** Returns the link, or the path of the document if nothing is published (command line). */
function documentLink(audit: Audit, to: DocumentLink | undefined): Inline {
  return to === undefined ? code(audit.paths.document) : link(to.url, to.text);
}
