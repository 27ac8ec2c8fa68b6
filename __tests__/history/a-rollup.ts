import { composeRollup, type RollupInputs } from '../../src/history/rollup/compose-rollup.ts';
import type { FoundFile } from '../../src/history/rollup/rows.ts';
import { canonicalJson } from '../../src/lib/canonical-json.ts';
import type { Latest } from '../../src/model/latest.ts';
import type { Rollup, RollupRow } from '../../src/model/rollup.ts';

/** Returns a row as a repository publishes it. */
export function aLatest(more: Partial<Latest> = {}): Latest {
  return {
    schema: 'milestone-latest/1',
    repository: 'acme/webui',
    milestone: 'M03',
    title: 'Faster start',
    commit: 'a'.repeat(40),
    date: '2026-03-10',
    score: 4.2,
    score_max: 4.2,
    verdict: 'green',
    outcome: 'COMPLETE',
    gates: { Tests: 'passed' },
    categories: { 'test-execution': [4.2, 4.2], security: [3.9, 3.9] },
    deferrals_open: 0,
    next_expiry: null,
    rules: {},
    deferrals: [],
    config_sha256: 'c'.repeat(64),
    rules_version: 1,
    tool: 'milestone-audit 0.1.0',
    audit_path: 'docs/milestones/M03/M03_audit.json',
    audit_sha256: 'd'.repeat(64),
    ...more,
  };
}

export const FAILED = {
  verdict: 'red',
  outcome: 'INCOMPLETE',
  gates: { Tests: 'failed' },
  rules: { 'test-results': 'failed' },
  score: 2.1,
  score_max: 2.4,
} as const satisfies Partial<Latest>;

export function textAt(place: string, text: string, repository?: string): FoundFile {
  return {
    place,
    content: { state: 'read', text },
    ...(repository === undefined ? {} : { repository }),
  };
}

export function fileOf(more: Partial<Latest> = {}): FoundFile {
  const latest = aLatest(more);
  return textAt(`${latest.repository}/latest.json`, canonicalJson(latest));
}

export function rollupOf(found: readonly FoundFile[], more: Partial<RollupInputs> = {}): Rollup {
  return composeRollup({ expected: [], found, asOf: undefined, previous: undefined, ...more });
}

/** Returns the row of a repository. */
export function rowIn({ repositories }: Rollup, name: string): RollupRow | undefined {
  return repositories.find(({ repository }) => repository === name);
}
