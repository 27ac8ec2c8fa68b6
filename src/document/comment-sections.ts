import { type Blocks, heading, list, paragraph, table } from '../markdown/block.ts';
import type { Section } from '../markdown/budget.ts';
import { details } from '../markdown/html.ts';
import { type Inline, prose, strong, text } from '../markdown/inline.ts';
import type { Audit } from '../model/audit.ts';
import { earlier, movements, ruleMovement } from './previous.ts';
import { rubricWord } from './print-score.ts';
import { grouped, quantity } from './quantity.ts';
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
import { sentence } from './sentence.ts';
import { gateWord } from './verdict-words.ts';

/** Longest note in a comment's tables, in code points; the document has it whole. */
const maxNotePoints = 160;

/**
 * What a comment and a check say below their headline, what matters most first. Sections of which
 * there is nothing to say are not in it.
 */
export function commentSections(audit: Audit): readonly Section[] {
  const sections: readonly Section[] = [
    section('since', 'Since the last milestone', 'always', sinceLast(audit)),
    section('categories', 'Scores', 'always', categories(audit)),
    section('gates', 'Gates', 'always', gates(audit)),
    section('unknown', 'Not evaluated', 'fold', titled('Not evaluated', unmeasured(audit))),
    section('issues', 'Top issues', 'fold', titled('Top issues', issues(audit))),
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

function categories(audit: Audit): readonly Blocks[] {
  const overall = audit.score === null ? '–' : audit.score.toFixed(1);
  const rows = audit.categories.map((category) => [
    categoryCell(category),
    scoreCell(category),
    text(category.note, maxNotePoints),
  ]);
  const measured = measuredSentence(audit);
  return [
    table(
      ['Category', 'Score', 'Notes'],
      [...rows, [strong('Overall'), strong(overall), rubricWord(audit.score)]],
      { align: [null, 'right'] },
    ),
    measured === '' ? [] : paragraph(measured),
  ];
}

/** Gates that do not apply say nothing and are in the document. */
function gates({ gates: all }: Audit): readonly Blocks[] {
  const rows = all
    .filter(({ state }) => state !== 'not-applicable')
    .map(({ title, state, evidence }) => [title, gateWord(state), text(evidence, maxNotePoints)]);
  return rows.length === 0 ? [] : [table(['Gate', 'Result', 'Evidence'], rows)];
}

function issues({ issues: found }: Audit): readonly Blocks[] {
  if (found.length === 0) return [];
  const lines = found.map((issue): Inline => [issueLine(issue), ' ', prose(issue.recommendation)]);
  return [list(lines, true)];
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
  const lines = [
    ...(audit.chain?.findings ?? []).map((one) => `⚠ ${sentence(one)}`),
    ...rules.slice(0, maxMoved).map((one) => ruleMovement(one)),
    ...(more > 0 ? [`and ${quantity(more, 'rule')} more`] : []),
    ...(audit.regressions ?? []).map(
      ({ what, before, after, noise }) => `${what}: ${before} → ${after} (${noise})`,
    ),
    ...(audit.comparison?.changed ?? []).map((one) => `Not measured alike: ${one}`),
  ];
  const words = moved.length === 0 ? 'no score moved' : moved.join('; ');
  return [
    paragraph(strong(`Since ${last.milestone}:`), ' ', prose(sentence(words))),
    ...(lines.length === 0 ? [] : [list(lines.map((line) => text(line, 400)))]),
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
