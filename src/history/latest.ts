import { createHash } from 'node:crypto';
import { canonicalJson } from '../lib/canonical-json.ts';
import { shorten } from '../lib/sanitize.ts';
import { type Audit, renderJson } from '../model/audit.ts';
import { historyPaths } from '../model/audit-paths.ts';
import type { FileAddition } from '../model/forge.ts';
import { type Latest, MAX_LATEST_BYTES } from '../model/latest.ts';
import { compareMilestones } from '../model/milestone-id.ts';
import type { MilestoneHistory } from './milestones.ts';

const MAX_TITLE = 100;
const MAX_CATEGORY_TITLE = 60;
const MAX_OWNER = 40;

/**
 * Returns the file `latest.json`, when the audit is the newest of its repository. If the file is too
 * large, titles of categories are left out, then gates, then rules and deferrals, then categories.
 */
export function latestFile(audit: Audit, history: MilestoneHistory): readonly FileAddition[] {
  const path = historyPaths(history.places)?.latest;
  if (path === undefined || history.newest.milestone !== audit.milestone) return [];
  const row = latestOf(audit);
  if (row === undefined) return [];
  const { category_titles: _, ...untitled } = row;
  const { rules: __, deferrals: ___, ...short } = { ...untitled, gates: {} };
  const shorter = [row, untitled, { ...untitled, gates: {} }, short, { ...short, categories: {} }];
  const content = shorter
    .map(canonicalJson)
    .find((text) => Buffer.byteLength(text) <= MAX_LATEST_BYTES);
  return content === undefined ? [] : [{ path, content }];
}

/** Returns the row of an audit; a preview has none. */
export function latestOf(audit: Audit): Latest | undefined {
  const { verdict, tool, config } = audit;
  // A preview of a checkout is never committed.
  if (verdict === null) return undefined;
  const live = audit.deferrals
    .filter(({ state }) => state === 'live')
    .sort((a, b) => compareMilestones(a.until, b.until));
  return {
    schema: 'milestone-latest/1',
    repository: audit.repository,
    milestone: audit.milestone,
    title: shorten(audit.title, MAX_TITLE),
    commit: audit.commits.audited,
    date: audit.date,
    score: audit.score,
    score_max: audit.score_max,
    verdict,
    outcome: audit.outcome,
    gates: Object.fromEntries(audit.gates.map(({ title, state }) => [title, state])),
    categories: Object.fromEntries(
      audit.categories.map((one) => [one.id, [one.score, one.score_max]]),
    ),
    category_titles: Object.fromEntries(
      audit.categories.map(({ id, title }) => [id, shorten(title, MAX_CATEGORY_TITLE)]),
    ),
    deferrals_open: live.length,
    next_expiry: live[0]?.until ?? null,
    rules: blockingRules(audit),
    deferrals: live.map(({ id, owner, until }) => ({
      id,
      owner: shorten(owner, MAX_OWNER),
      until,
    })),
    config_sha256: config.digest?.replace('sha256:', '') ?? '',
    rules_version: tool.rules_version,
    tool: `${tool.name} ${tool.version}`,
    audit_path: audit.paths.json,
    audit_sha256: createHash('sha256').update(renderJson(audit)).digest('hex'),
  };
}

/** Returns what keeps a blocking gate from passing, with the worse state of several conditions. */
function blockingRules({ gates }: Audit): NonNullable<Latest['rules']> {
  const conditions = gates
    .filter(({ optional }) => optional === undefined)
    .flatMap((gate) => gate.conditions);
  const named = (state: boolean | null) =>
    conditions.flatMap(({ text, holds }) =>
      holds === state ? (/^[a-z][a-z0-9.-]*/.exec(text)?.slice(0, 1) ?? []) : [],
    );
  return {
    ...Object.fromEntries(named(null).map((rule) => [rule, 'not-evaluated' as const])),
    ...Object.fromEntries(named(false).map((rule) => [rule, 'failed' as const])),
  };
}
