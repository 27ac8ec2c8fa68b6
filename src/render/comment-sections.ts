import { grouped, quantity } from '../lib/format.ts';
import type { Audit } from '../model/audit.ts';
import { sinceMilestone } from './comment-changes.ts';
import { testLine } from './format/failing-test.ts';
import { blockingGates } from './format/gate-states.ts';
import type { RenderedSection } from './markdown/budget.ts';
import { type Blocks, heading, list, prose } from './markdown/tree.ts';
import { categoryTable, ruleBreakdown } from './sections/category-scores.ts';
import { deferralTable, registryChanges } from './sections/deferred-issues.ts';
import { changedFiles } from './sections/delta-map.ts';
import { flakeLog } from './sections/flake-log.ts';
import { invariantTable, qualityGates } from './sections/invariant-compliance.ts';
import { missingEvidence, notices } from './sections/not-evaluated.ts';
import { issueLine } from './sections/recommendations.ts';
import { runTable } from './sections/runs-and-artifacts.ts';
import { groupTable } from './sections/test-results.ts';

/** Maximum deferred tests that the fold names; the audit as data has up to 200. */
const MAX_DEFERRED = 50;

/** Returns what is behind the fold of a comment, the most important first, without empty sections. */
export function foldSections(audit: Audit): readonly RenderedSection[] {
  return [
    titled('scores', 'Scores by category', [categoryTable(audit)]),
    titled('since-milestone', 'Since the last milestone', sinceMilestone(audit)),
    titled('gates', 'Gates', qualityGates.body(audit)),
    titled('issues', 'Issues', issues(audit)),
    titled('missing', 'Missing evidence', missingEvidence(audit)),
    titled('deferred-tests', 'Deferred tests', deferredTests(audit)),
    titled('tests', 'Tests by file', tests(audit)),
    titled('invariants', 'Invariants', invariantTable(audit)),
    titled('changes', 'Changes', changes(audit)),
    titled('rules', 'Rule by rule, with proof', ruleBreakdown.body(audit)),
    titled('runs', 'Runs', runTable(audit)),
    titled('deferrals', 'Deferrals', [...deferralTable(audit), ...registryChanges(audit)]),
    titled('flakes', 'Flakes and regressions', flakeLog.body(audit)),
    titled('notices', 'Notices', notices(audit)),
  ].filter(({ blocks }) => blocks.length > 0);
}

/** Returns the line of the fold: `5 gates passed · scores by category · 1,202 passing tests · evidence`. */
export function foldTitle(audit: Audit): string {
  const passed = blockingGates(audit, 'passed').length + blockingGates(audit, 'deferred').length;
  const deferred = (audit.failing_tests ?? []).filter(({ state }) => state === 'deferred').length;
  const passing = audit.evidence.tests?.passed ?? 0;
  return [
    ...(passed === 0 ? [] : [`${quantity(passed, 'gate')} passed`]),
    ...(deferred === 0 ? [] : [`${quantity(deferred, 'deferred test')}`]),
    'scores by category',
    ...(passing === 0 ? [] : [`${quantity(passing, 'passing test')}`]),
    'evidence',
  ].join(' · ');
}

function titled(id: string, title: string, blocks: readonly Blocks[]): RenderedSection {
  const shown = blocks.length === 0 ? [] : [heading(4, title), ...blocks];
  return { id, title, keep: 'fold', blocks: shown };
}

function issues({ issues: all }: Audit): readonly Blocks[] {
  return all.length === 0 ? [] : [list(all.map(issueLine), true)];
}

function deferredTests(audit: Audit): readonly Blocks[] {
  const deferred = (audit.failing_tests ?? []).filter(({ state }) => state === 'deferred');
  const more = deferred.length - MAX_DEFERRED;
  const lines = deferred.slice(0, MAX_DEFERRED).map((test) => testLine(audit, test));
  if (lines.length === 0) return [];
  return [list(more > 0 ? [...lines, `and ${grouped(more)} more`] : lines)];
}

function tests({ evidence }: Audit): readonly Blocks[] {
  return evidence.tests === null ? [] : groupTable(evidence.tests);
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
