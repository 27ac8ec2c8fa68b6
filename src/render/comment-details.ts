import { grouped, quantity } from '../lib/format.ts';
import type { Audit } from '../model/audit.ts';
import type { RenderedSection } from './markdown/budget.ts';
import { type Blocks, details } from './markdown/tree.ts';
import { ruleBreakdown } from './sections/category-scores.ts';
import { deferralTable, registryChanges } from './sections/deferred-issues.ts';
import { flakeLog } from './sections/flake-log.ts';
import { invariants } from './sections/invariant-compliance.ts';
import { notices } from './sections/not-evaluated.ts';
import { runTable } from './sections/runs-and-artifacts.ts';
import { groupTable, testCounts } from './sections/test-results.ts';

/** Returns the sections of a comment that the reader can open, without empty ones. */
export function detailSections(audit: Audit): readonly RenderedSection[] {
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
