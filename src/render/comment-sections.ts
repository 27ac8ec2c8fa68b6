import type { Audit } from '../model/audit.ts';
import { sinceMilestone, sinceSnapshot, unchanged, unchangedSince } from './comment-changes.ts';
import { detailSections } from './comment-details.ts';
import { gateLabel, levelName } from './format/labels.ts';
import type { RenderedSection } from './markdown/budget.ts';
import {
  type Blocks,
  heading,
  list,
  marked,
  paragraph,
  prose,
  strong,
  table,
  text,
} from './markdown/tree.ts';
import { categoryCell, measuredSentence, scoreCell } from './sections/category-scores.ts';
import { changedFiles } from './sections/delta-map.ts';
import { unmeasured } from './sections/not-evaluated.ts';
import { issueLine } from './sections/recommendations.ts';
import type { Snapshot } from './snapshot.ts';

/** Maximum length of a note in a comment's tables, in code points. The document has it in full. */
const MAX_NOTE_POINTS = 160;

/**
 * Returns the sections of a comment or check below the headline, the most important first, without
 * empty ones. With an earlier audit, changes come first and unchanged items are folded.
 */
export function commentSections(audit: Audit, before?: Snapshot): readonly RenderedSection[] {
  const same = unchangedSince(audit, before);
  return [
    section('since', 'Since the last audit', 'always', before ? sinceSnapshot(audit, before) : []),
    section('since-milestone', 'Since the last milestone', 'always', sinceMilestone(audit)),
    section('categories', 'Scores', 'always', categories(audit, same.categories)),
    section('gates', 'Gates', 'always', gates(audit, same.gates)),
    titled('unknown', 'Not evaluated', unmeasured(audit)),
    titled('issues', 'Top issues', issues(audit, same.issues)),
    titled('changes', 'What changed', changes(audit)),
    ...detailSections(audit),
  ].filter(({ blocks }) => blocks.length > 0);
}

function section(
  id: string,
  title: string,
  keep: RenderedSection['keep'],
  blocks: readonly Blocks[],
): RenderedSection {
  return { id, title, keep, blocks };
}

function titled(id: string, title: string, blocks: readonly Blocks[]): RenderedSection {
  return section(id, title, 'fold', blocks.length === 0 ? [] : [heading(3, title), ...blocks]);
}

function categories(audit: Audit, unchangedIds: ReadonlySet<string>): readonly Blocks[] {
  const overall = audit.score === null ? '–' : audit.score.toFixed(1);
  const [same, moved] = partition(audit.categories, ({ id }) => unchangedIds.has(id));
  const overallRow = [strong('Overall'), strong(overall), levelName(audit.score)];
  const measured = measuredSentence(audit);
  return [
    categoryTable([...categoryRows(moved), overallRow]),
    ...unchanged(same, ['category', 'categories'], () => categoryTable(categoryRows(same))),
    measured === '' ? [] : paragraph(measured),
  ];
}

function categoryTable(rows: Parameters<typeof table>[1]): Blocks {
  return table(['Category', 'Score', 'Notes'], rows, { align: [null, 'right'] });
}

function categoryRows(categories: Audit['categories']): Parameters<typeof table>[1] {
  return categories.map((category) => [
    categoryCell(category),
    scoreCell(category),
    text(category.note, MAX_NOTE_POINTS),
  ]);
}

/** Returns the gates that apply. The document also lists the others. */
function gates({ gates: all }: Audit, unchangedTitles: ReadonlySet<string>): readonly Blocks[] {
  const applicable = all.filter(({ state }) => state !== 'not-applicable');
  const [same, shown] = partition(applicable, ({ title }) => unchangedTitles.has(title));
  const gateTable = (some: Audit['gates']): Blocks =>
    table(
      ['Gate', 'Result', 'Evidence'],
      some.map(({ title, state, evidence }) => [
        title,
        gateLabel(state),
        text(evidence, MAX_NOTE_POINTS),
      ]),
    );
  return [
    ...(shown.length === 0 ? [] : [gateTable(shown)]),
    ...unchanged(same, ['gate'], () => gateTable(same)),
  ];
}

function issues({ issues: all }: Audit, unchangedIds: ReadonlySet<string>): readonly Blocks[] {
  const [same, shown] = partition(all, ({ id }) => unchangedIds.has(id));
  const issueList = (some: Audit['issues']): Blocks =>
    list(
      some.map((issue) => [issueLine(issue), ' ', marked(issue.recommendation)]),
      true,
    );
  return [
    ...(shown.length === 0 ? [] : [issueList(shown)]),
    ...unchanged(same, ['issue'], () => issueList(same)),
  ];
}

function changes(audit: Audit): readonly Blocks[] {
  const touched = (audit.evidence.changes?.zones ?? []).filter((zone) => zone.touched);
  const files = changedFiles(audit);
  const lines = [
    ...(files === '' ? [] : [files]),
    ...(touched.length === 0
      ? []
      : [`Risk zones touched: ${touched.map(({ zone }) => zone).join(', ')}`]),
  ];
  return lines.length === 0 ? [] : [list(lines.map((line) => prose(line)))];
}

function partition<T>(
  all: readonly T[],
  belongs: (one: T) => boolean,
): readonly [belonging: readonly T[], others: readonly T[]] {
  return [all.filter(belongs), all.filter((one) => !belongs(one))];
}
