import { createHash } from 'node:crypto';
import { canonicalJson } from '../lib/canonical-json.ts';
import { shorten } from '../lib/sanitize.ts';
import { type Audit, renderJson } from '../model/audit.ts';
import { historyPaths } from '../model/audit-paths.ts';
import type { FileAddition } from '../model/forge.ts';
import type { Latest } from '../model/latest.ts';
import { compareMilestones } from '../model/milestone-id.ts';
import type { MilestoneHistory } from './milestones.ts';

/** Maximum size of the file in bytes: many of them are read in one request. */
const MAX_BYTES = 2048;
const MAX_TITLE = 100;

/**
 * Returns the file `latest.json`, when the audit is the newest of its repository. Gates are left out
 * if the file is too large with them, and then the categories.
 */
export function latestFile(audit: Audit, history: MilestoneHistory): readonly FileAddition[] {
  const path = historyPaths(history.places)?.latest;
  if (path === undefined || history.newest.milestone !== audit.milestone) return [];
  const row = latestOf(audit);
  if (row === undefined) return [];
  const shorter = [row, { ...row, gates: {} }, { ...row, gates: {}, categories: {} }];
  const content = shorter.map(canonicalJson).find((text) => Buffer.byteLength(text) <= MAX_BYTES);
  return content === undefined ? [] : [{ path, content }];
}

function latestOf(audit: Audit): Latest | undefined {
  const { verdict, tool, config } = audit;
  // A preview of a checkout is never committed.
  if (verdict === null) return undefined;
  const live = audit.deferrals.filter(({ state }) => state === 'live');
  const [next] = live.map(({ until }) => until).sort(compareMilestones);
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
    deferrals_open: live.length,
    next_expiry: next ?? null,
    config_sha256: config.digest?.replace('sha256:', '') ?? '',
    rules_version: tool.rules_version,
    tool: `${tool.name} ${tool.version}`,
    audit_path: audit.paths.json,
    audit_sha256: createHash('sha256').update(renderJson(audit)).digest('hex'),
  };
}
