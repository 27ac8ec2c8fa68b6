import { grouped, quantity } from '../lib/quantity.ts';
import type { Audit } from '../model/audit.ts';
import { earlier, movements, ruleMovement } from './format/previous.ts';
import { rubricWord } from './format/print-score.ts';
import { sentence } from './format/sentence.ts';
import type { Snapshot } from './format/snapshot.ts';
import { gateWord } from './format/verdict-words.ts';
import {
  type Blocks,
  heading,
  list,
  paragraph,
  type TableOptions,
  table,
} from './markdown/block.ts';
import type { Section } from './markdown/budget.ts';
import { details } from './markdown/html.ts';
import { type Inline, marked, prose, strong, text } from './markdown/inline.ts';
import { categoryCell, measuredSentence, scoreCell } from './sections/category-scores.ts';
import { deferralTable, registryChanges } from './sections/deferred-issues.ts';
import { changedFiles } from './sections/delta-map.ts';
import { flakeLog } from './sections/flake-log.ts';
import { invariants } from './sections/invariants.ts';
import { notices, unmeasured } from './sections/not-evaluated.ts';
import { ruleBreakdown } from './sections/rule-breakdown.ts';
import { runTable } from './sections/runs-and-artifacts.ts';
import { groupTable, testCounts } from './sections/test-results.ts';
import { issueLine } from './sections/top-issues.ts';
import { sinceSnapshot } from './since-snapshot.ts';
import { unchangedSince } from './unchanged.ts';

/** Longest note in a comment's tables, in code points; the document has it whole. */
const maxNotePoints = 160;

/**
 * What a comment and a check say below their headline, what matters most first. Sections of which
 * there is nothing to say are not in it.
 * With the last audit before it, what moved since comes first, and what did not move is folded.
 */
export function commentSections(audit: Audit, before?: Snapshot): readonly Section[] {
  const split = unchangedSince(audit, before);
  const sections: readonly Section[] = [
    section('since', 'Since the last audit', 'always', before ? sinceSnapshot(audit, before) : []),
    section('since-milestone', 'Since the last milestone', 'always', sinceLast(audit)),
    section('categories', 'Scores', 'always', categories(audit, split.categories)),
    section('gates', 'Gates', 'always', gates(audit, split.gates)),
    section('unknown', 'Not evaluated', 'fold', titled('Not evaluated', unmeasured(audit))),
    section('issues', 'Top issues', 'fold', titled('Top issues', issues(audit, split.issues))),
    section('changes', 'What changed', 'fold', titled('What changed', changes(audit))),
    folded('tests', testTitle(audit), tests(audit)),
    folded('invariants', invariantTitle(audit), invariants.body(audit)),
    folded('rules', 'Rule by rule, with proof', ruleBreakdown.body(audit)),
    folded('runs', `Runs: ${grouped(audit.runs.length)} looked at`, runTable(audit)),
    folded('deferrals', deferralTitle(audit), [...deferralTable(audit), ...registryChanges(audit)]),
    folded('flakes', flakeTitle(audit), flakeLog.body(audit)),
    folded('notices', 'Notices', notices(audit)),
  ];
  return sections.filter(({ blocks }) => blocks.length > 0);
}

function section(
  id: string,
  title: string,
  keep: Section['keep'],
  blocks: readonly Blocks[],
): Section {
  return { id, title, keep, blocks };
}

/** Behind a line the reader can open. */
function folded(id: string, title: string, blocks: readonly Blocks[]): Section {
  return section(id, title, 'fold', blocks.length === 0 ? [] : details(title, ...blocks));
}

function titled(title: string, blocks: readonly Blocks[]): readonly Blocks[] {
  return blocks.length === 0 ? [] : [heading(3, title), ...blocks];
}

function categories(audit: Audit, unchanged: ReadonlySet<string>): readonly Blocks[] {
  const overall = audit.score === null ? '–' : audit.score.toFixed(1);
  const [same, moved] = split(audit.categories, ({ id }) => unchanged.has(id));
  const rows = (some: Audit['categories']) =>
    some.map((category) => [
      categoryCell(category),
      scoreCell(category),
      text(category.note, maxNotePoints),
    ]);
  const header = ['Category', 'Score', 'Notes'];
  const options: TableOptions = { align: [null, 'right'] };
  const measured = measuredSentence(audit);
  return [
    table(
      header,
      [...rows(moved), [strong('Overall'), strong(overall), rubricWord(audit.score)]],
      options,
    ),
    ...asBefore(quantity(same.length, 'category', 'categories'), same, () =>
      table(header, rows(same), options),
    ),
    measured === '' ? [] : paragraph(measured),
  ];
}

/** Gates that do not apply say nothing and are in the document. */
function gates({ gates: all }: Audit, unchanged: ReadonlySet<string>): readonly Blocks[] {
  const applicable = all.filter(({ state }) => state !== 'not-applicable');
  const [same, shown] = split(applicable, ({ title }) => unchanged.has(title));
  const gateTable = (some: Audit['gates']): Blocks =>
    table(
      ['Gate', 'Result', 'Evidence'],
      some.map(({ title, state, evidence }) => [
        title,
        gateWord(state),
        text(evidence, maxNotePoints),
      ]),
    );
  return [
    ...(shown.length === 0 ? [] : [gateTable(shown)]),
    ...asBefore(quantity(same.length, 'gate'), same, () => gateTable(same)),
  ];
}

function issues({ issues: found }: Audit, unchanged: ReadonlySet<string>): readonly Blocks[] {
  const [same, shown] = split(found, ({ id }) => unchanged.has(id));
  const lines = (some: Audit['issues']): Blocks =>
    list(
      some.map((issue): Inline => [issueLine(issue), ' ', marked(issue.recommendation)]),
      true,
    );
  return [
    ...(shown.length === 0 ? [] : [lines(shown)]),
    ...asBefore(quantity(same.length, 'issue'), same, () => lines(same)),
  ];
}

function split<T>(
  all: readonly T[],
  belongs: (one: T) => boolean,
): readonly [readonly T[], readonly T[]] {
  return [all.filter(belongs), all.filter((one) => !belongs(one))];
}

/** What did not change, behind a line the reader can open. */
function asBefore(what: string, same: readonly unknown[], blocks: () => Blocks): readonly Blocks[] {
  return same.length === 0 ? [] : details(`${what} as before`, blocks());
}

/** Rules named in a comment; the document has them all. */
const maxMoved = 8;

/** First of all, because the reviewer knows the milestone before: what moved, and why. */
function sinceLast(audit: Audit): readonly Blocks[] {
  const last = earlier(audit).at(-1);
  if (last === undefined) return [];
  const moved = movements(audit, last);
  const rules = audit.comparison?.rules ?? [];
  const more = rules.length - maxMoved;
  const line = (words: string): Inline => text(words, 400);
  const lines: readonly Inline[] = [
    ...(audit.chain?.findings ?? []).map((one) => line(`⚠ ${sentence(one)}`)),
    ...rules.slice(0, maxMoved).map((one) => ruleMovement(audit, one)),
    ...(more > 0 ? [`and ${quantity(more, 'rule')} more`] : []),
    ...(audit.regressions ?? []).map(({ what, before, after, noise }) =>
      line(`${what}: ${before} → ${after} (${noise})`),
    ),
    ...(audit.comparison?.changed ?? []).map((one) => line(`Not measured alike: ${one}`)),
  ];
  const words = moved.length === 0 ? 'no score moved' : moved.join('; ');
  return [
    paragraph(strong(`Since ${last.milestone}:`), ' ', prose(sentence(words))),
    ...(lines.length === 0 ? [] : [list(lines)]),
  ];
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
