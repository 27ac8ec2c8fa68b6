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

const VERDICTS: readonly Partial<Latest>[] = [
  { title: 'Ready' },
  { verdict: 'yellow', gates: { Tests: 'deferred' }, deferrals_open: 2, next_expiry: 'M04' },
  FAILED,
  { ...FAILED, outcome: 'INSUFFICIENT_EVIDENCE', score: 0, score_max: 4.9 },
  { ...FAILED, outcome: 'PENDING', rules: { 'required-runs': 'not-evaluated' } },
  { score: null, score_max: null, categories: {}, date: null },
];

const HOSTILE = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '@everyone closes #1 | \\| `code`',
  '\u202eevil\u202c\u200b',
  'ä'.repeat(99),
  'no-break-'.repeat(11),
];

/** Files that cost their row: broken, too large, of another schema, contradictory, and of a fork. */
const WRONG: readonly ((repository: string) => string)[] = [
  () => '{',
  () => '',
  () => 'null',
  () => '<!doctype html><title>Not found</title>',
  () => 'x'.repeat(9000),
  () => '{"schema":"milestone-latest/2"}',
  () => canonicalJson(aLatest({ repository: 'upstream/of-a-fork' })),
  (repository) => canonicalJson(aLatest({ repository, score: 4, score_max: 3 })),
  (repository) => canonicalJson(aLatest({ repository, gates: { Tests: 'failed' } })),
  (repository) => canonicalJson(aLatest({ repository, date: '2026-02-31' })),
  (repository) => canonicalJson(aLatest({ repository })).replace('"M03"', '"M03\\u0000"'),
];

const TEAMS = [
  'web',
  'A team with a name that is as long as a property of GitHub may be',
  ...HOSTILE,
];

/** Returns a roll-up of every kind of row: verdicts, unknown ones, and texts that attack the page. */
export function mixedRollup(count: number): Rollup {
  const of = <T>(all: readonly T[], at: number): T => all[at % all.length] as T;
  const expected = Array.from({ length: count }, (_, at) => ({
    repository: `acme/${of(['web', 'api', 'a-very-long-name-of-a-repository-'], at)}${String(at).padStart(3, '0')}`,
    ...(at % 5 === 0 ? {} : { team: of(TEAMS, at), tier: String(at % 3) }),
  }));
  const found = expected.flatMap(({ repository }, at): readonly FoundFile[] => {
    if (at % 7 === 0) return [];
    if (at % 7 === 1) {
      return [textAt(`${repository}/latest.json`, of(WRONG, at)(repository), repository)];
    }
    const title = at % 3 === 0 ? of(HOSTILE, at) : 'Faster start';
    const key = at % 11 === 0 ? '_api' : '';
    const audit_path = `docs/milestones/M03/M03_audit${key}.json`;
    const config_sha256 = of(['c', 'e', 'f'], at).repeat(64);
    const more = { title, audit_path, config_sha256, category_titles: { security: 'Security' } };
    const deferrals = at % 4 === 0 ? [{ id: 'D01', owner: of(HOSTILE, at), until: 'M04' }] : [];
    return [fileOf({ repository, ...more, deferrals, ...of(VERDICTS, at) })];
  });
  const previous = rollupOf(found.slice(0, found.length / 2), { expected });
  return rollupOf(found, { expected, previous, asOf: '2026-07-01', notices: [of(HOSTILE, 1)] });
}
