import { grouped, quantity } from '../lib/format.ts';
import type { Audit } from '../model/audit.ts';
import { sinceMilestone, sinceSnapshot, unchanged, unchangedSince } from './comment-changes.ts';
import { gateLabel, levelName, printRange } from './format/labels.ts';
import type { RenderedSection } from './markdown/budget.ts';
import {
  type Blocks,
  details,
  heading,
  list,
  marked,
  prose,
  strong,
  table,
  text,
} from './markdown/tree.ts';
import { categoryCell, ruleBreakdown } from './sections/category-scores.ts';
import { deferralTable, registryChanges } from './sections/deferred-issues.ts';
import { changedFiles } from './sections/delta-map.ts';
import { flakeLog } from './sections/flake-log.ts';
import { invariants } from './sections/invariant-compliance.ts';
import { missingEvidence, notices } from './sections/not-evaluated.ts';
import { issueLine } from './sections/recommendations.ts';
import { runTable } from './sections/runs-and-artifacts.ts';
import { groupTable, testCounts } from './sections/test-results.ts';
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
    titled('unknown', 'Missing evidence', missingEvidence(audit)),
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
  const [same, moved] = partition(audit.categories, ({ id }) => unchangedIds.has(id));
  const overallRow = [strong('Overall'), strong(printRange(audit)), levelName(audit.score)];
  return [
    categoryTable([...categoryRows(moved), overallRow]),
    ...unchanged(same, ['category', 'categories'], () => categoryTable(categoryRows(same))),
  ];
}

function categoryTable(rows: Parameters<typeof table>[1]): Blocks {
  return table(['Category', 'Score', 'Notes'], rows, { align: [null, 'right'] });
}

function categoryRows(categories: Audit['categories']): Parameters<typeof table>[1] {
  return categories.map((category) => [
    categoryCell(category),
    printRange(category),
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

/** Returns the sections of a comment that the reader can open, without empty ones. */
function detailSections(audit: Audit): readonly RenderedSection[] {
  return [
    detail('tests', testTitle(audit), tests(audit)),
    detail('invariants', invariantTitle(audit), invariants.body(audit)),
    detail('rules', 'Rule by rule, with proof', ruleBreakdown.body(audit)),
    detail('runs', `Runs: ${grouped(audit.runs.length)} looked at`, runTable(audit)),
    detail('deferrals', deferralTitle(audit), [...deferralTable(audit), ...registryChanges(audit)]),
    detail('flakes', flakeTitle(audit), flakeLog.body(audit)),
    detail('notices', 'Notices', notices(audit)),
  ].flat();
}

function detail(id: string, title: string, blocks: readonly Blocks[]): readonly RenderedSection[] {
  return blocks.length === 0
    ? []
    : [{ id, title, keep: 'fold', blocks: details(title, ...blocks) }];
}

function testTitle({ evidence: { tests: found } }: Audit): string {
  return found === null ? 'Tests' : `Tests: ${testCounts(found)} of ${grouped(found.tests)}`;
}

function tests({ evidence }: Audit): readonly Blocks[] {
  return evidence.tests === null ? [] : groupTable(evidence.tests);
}

function invariantTitle({ invariants: declared }: Audit): string {
  const held = declared.filter(({ state }) => state === 'held').length;
  return `Invariants: ${held} of ${declared.length} held`;
}

function deferralTitle({ deferrals }: Audit): string {
  const used = deferrals.filter((one) => one.used).length;
  return `Deferrals: ${deferrals.length} in the registry, ${used} used here`;
}

function flakeTitle({ flakes, regressions = [] }: Audit): string {
  const active = flakes.filter(({ state }) => state === undefined || state === 'active').length;
  const quiet = flakes.length - active;
  return [
    quantity(active, 'flake'),
    ...(quiet === 0 ? [] : [`${grouped(quiet)} quiet`]),
    ...(regressions.length === 0 ? [] : [quantity(regressions.length, 'regression')]),
  ].join(', ');
}
