import { quantity } from '../lib/format.ts';
import type { Audit } from '../model/audit.ts';
import { NO_MILESTONE } from '../model/milestone-id.ts';
import { foldSections, foldTitle } from './comment-sections.ts';
import { commitLink } from './format/links.ts';
import { headBlocks, headSections } from './head.ts';
import { type Frame, fitTo, type RenderedSection } from './markdown/budget.ts';
import { marker } from './markdown/marker.ts';
import { COMMENT_LIMIT } from './markdown/size.ts';
import {
  type Blocks,
  code,
  details,
  emphasis,
  type Inline,
  link,
  paragraph,
  text,
} from './markdown/tree.ts';
import type { Snapshot } from './snapshot.ts';

interface CommentOptions {
  /** Fields of the marker that identifies the comment. Without them the publisher adds the marker. */
  readonly marker?: Readonly<Record<string, string>>;
  /** Link to the full document; absent on the command line. */
  readonly document?: DocumentLink;
  /** The last audit of this pull request with other evidence. */
  readonly before?: Snapshot;
  /** Why it replaces another audit of the same commit. */
  readonly change?: string;
}

/** Characters reserved for the marker and an empty line, where a publisher adds it. */
const MARKER_ROOM = 600;

/**
 * Returns the comment on a pull request, at most 65,536 characters with its marker, which comes last.
 * It always contains the verdict and the link to the document.
 */
export function renderComment(audit: Audit, options: CommentOptions = {}): string {
  const { before, change, document } = options;
  const last = options.marker === undefined ? [] : [marker('milestone-audit', options.marker)];
  const max = COMMENT_LIMIT.max - (options.marker === undefined ? MARKER_ROOM : 0);
  const frame = viewFrame(audit, document, before);
  const why = change === undefined ? [] : [paragraph(text(`Audited again: ${change}.`, 300))];
  const sections = commentSections(audit, document, before);
  const limit = { ...COMMENT_LIMIT, max };
  const [above, below] = [
    [...frame.before, ...why],
    [...frame.after, ...last],
  ];
  return fitTo(sections, { ...frame, before: above, after: below }, limit).text;
}

/** Returns the sections below the headline: what is open first, then one fold with everything else. */
export function commentSections(
  audit: Audit,
  document: DocumentLink | undefined,
  before?: Snapshot,
): readonly RenderedSection[] {
  const folded = foldSections(audit);
  const [opened, closed] = details(foldTitle(audit));
  const tag = (id: string, block: Blocks | undefined): RenderedSection => ({
    id,
    title: '',
    keep: 'always',
    blocks: block === undefined ? [] : [block],
  });
  return [
    ...headSections(audit, before, documentLink(audit, document)),
    ...(folded.length === 0 ? [] : [tag('fold', opened), ...folded, tag('fold-end', closed)]),
  ].filter(({ blocks }) => blocks.length > 0);
}

/** Returns the frame of every short view: verdict and numbers first, the link to the full document last. */
export function viewFrame(
  audit: Audit,
  document: DocumentLink | undefined,
  before?: Snapshot,
): Frame {
  const fullDocument = documentLink(audit, document);
  return {
    before: headBlocks(audit, before),
    after: [paragraph(emphasis(fullDocument, ' · ', ...footer(audit)))],
    leftOut: (missing) =>
      paragraph(`Left out for space: ${sectionTitles(missing)}. See `, fullDocument, '.'),
  };
}

/** How a pull request outside of any milestone becomes one. */
const MILESTONE_HINT: readonly Inline[] = [
  ' · no milestone; to start one, put its id, such as ',
  code('m01'),
  ', into the branch name or the title',
];

/** Returns `commit 9f8e7d6 · 3 runs, 14 jobs, 5 artifacts · milestone-audit 1.0.0`. */
function footer(audit: Audit): readonly Inline[] {
  const { runs, evidence, tool, date } = audit;
  const current = runs.filter(({ relation }) => relation !== 'stale');
  const jobs = current.reduce((sum, run) => sum + run.jobs.length, 0);
  const counted = [
    quantity(current.length, 'run'),
    quantity(jobs, 'job'),
    quantity(evidence.artifacts.length, 'artifact'),
  ].join(', ');
  const day = date === null ? '' : ` · evidence of ${date}`;
  return [
    'commit ',
    commitLink(audit, audit.commits.audited),
    ` · ${counted}${day} · ${tool.name} ${tool.version}`,
    ...(audit.milestone === NO_MILESTONE ? MILESTONE_HINT : []),
  ];
}

export function sectionTitles(missing: readonly RenderedSection[]): string {
  return missing
    .map(({ title }) => title)
    .filter((title) => title !== '')
    .join(', ');
}

/** Link from a short view to the committed document, or to the job summary, which has it in full. */
export interface DocumentLink {
  readonly url: string;
}

/** Returns the link, or the path of the document if nothing is published (command line). */
function documentLink(audit: Audit, to: DocumentLink | undefined): Inline {
  return to === undefined ? code(audit.paths.document) : link(to.url, 'Full audit');
}
