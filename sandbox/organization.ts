import { createHash } from 'node:crypto';
import { ObjectStore } from './git-objects.ts';
import { idFrom } from './id-from.ts';
import type { Repo, World } from './world.ts';

/**
 * What a simulated repository publishes: `none` has no audit, `broken` and `foreign` a wrong file, and
 * `keyed` two audits with a key each.
 */
export type Kind = 'green' | 'yellow' | 'red' | 'open' | 'none' | 'broken' | 'foreign' | 'keyed';

export interface SimulatedRepository {
  readonly name: string;
  readonly kind: Kind;
  readonly team: string;
  readonly tier: string;
}

const TEAMS = ['checkout', 'identity', 'platform', 'search', 'web'];
const OWNERS = ['ana-silva', 'mira-holt', 'tom-berg'];
const RULES = ['pinned-actions', 'required-runs', 'test-results', 'vulnerability-scan'];
const CATEGORIES = {
  'ci-integrity': 'CI integrity',
  'coverage-gate': 'Coverage gate',
  security: 'Security',
  'test-execution': 'Test execution',
};

/** Returns a number from 0 to `max − 1` that depends only on the words. */
function pick(max: number, ...words: readonly unknown[]): number {
  return createHash('sha256').update(words.join('\n')).digest().readUInt32BE(0) % max;
}

/** Returns what the repositories of an organization are like; the same seed gives the same ones. */
export function simulatedRepositories(seed: string, count: number): readonly SimulatedRepository[] {
  return Array.from({ length: count }, (_, at) => {
    const name = `service-${String(at + 1).padStart(3, '0')}`;
    const chance = pick(100, seed, name, 'kind');
    return {
      name,
      kind: kindOf(chance),
      team: TEAMS[pick(TEAMS.length, seed, name, 'team')] ?? '',
      tier: String(1 + pick(3, seed, name, 'tier')),
    };
  });
}

function kindOf(chance: number): Kind {
  if (chance < 48) return 'green';
  if (chance < 66) return 'yellow';
  if (chance < 80) return 'red';
  if (chance < 88) return 'open';
  if (chance < 95) return 'none';
  return chance < 98 ? 'broken' : 'foreign';
}

/** Milestones that each repository has published. */
const MILESTONES = 5;

/**
 * Adds an organization to a running sandbox. Each repository has a commit per milestone, which
 * replaces its `docs/milestones/latest.json`, and the custom properties `team` and `tier`.
 */
export function addOrganization(
  world: World,
  owner: string,
  seed: string,
  repositories: readonly SimulatedRepository[],
): void {
  world.users.set(owner, {
    login: owner,
    id: idFrom(owner),
    type: 'Organization',
    name: owner,
    email: '',
  });
  for (const repository of repositories) {
    const repo = repoOf(owner, seed, repository);
    const name = `${owner}/${repository.name}`;
    world.repos.set(name.toLowerCase(), repo);
    const { team, tier } = repository;
    world.properties.set(name, { team, tier });
  }
}

function repoOf(owner: string, seed: string, repository: SimulatedRepository): Repo {
  const { name, kind } = repository;
  const store = new ObjectStore();
  const author = { name: owner, email: `${owner}@users.noreply.github.com` };
  let parents: string[] = [];
  for (let number = 1; number <= MILESTONES; number += 1) {
    const files = { 'README.md': `# ${name}\n`, ...published(owner, seed, repository, number) };
    const entries = Object.entries(files).map(
      ([path, text]) => [path, { mode: '100644', sha: store.blob(Buffer.from(text)) }] as const,
    );
    const made = { ...author, at: `${dayOf(seed, name, number)}T09:00:00Z` };
    const tree = store.writeTree(new Map(entries));
    const message = kind === 'none' ? 'A commit' : `Audit of M0${number}`;
    parents = [
      store.commit({ tree, parents, author: made, committer: made, message, verified: true }),
    ];
  }
  return {
    id: idFrom(`${owner}/${name}`),
    owner,
    name,
    private: false,
    description: '',
    fork: false,
    createdAt: '2025-01-01T00:00:00Z',
    defaultBranch: 'main',
    store,
    refs: new Map([['refs/heads/main', parents[0] ?? '']]),
  };
}

function dayOf(seed: string, name: string, number: number): string {
  const day = 1 + pick(28, seed, name, number, 'day');
  return `2026-0${number + 1}-${String(day).padStart(2, '0')}`;
}

function published(
  owner: string,
  seed: string,
  { name, kind }: SimulatedRepository,
  number: number,
): Record<string, string> {
  const path = 'docs/milestones/latest.json';
  if (kind === 'none') return {};
  if (kind === 'broken') return { [path]: '{ "schema": "milestone-latest/1", "repository": "<b>' };
  if (kind === 'keyed') {
    const texts = ['api', 'web'].map((key) => [
      `docs/milestones/latest_${key}.json`,
      latestText(`${owner}/${name}`, seed, name, kind, number, `_${key}`),
    ]);
    return Object.fromEntries(texts) as Record<string, string>;
  }
  const own = `${owner}/${kind === 'foreign' ? `upstream-of-${name}` : name}`;
  return { [path]: latestText(own, seed, name, kind, number) };
}

/** Returns a file `latest.json` as the action writes it. */
function latestText(
  repository: string,
  seed: string,
  name: string,
  kind: Kind,
  number: number,
  key = '',
): string {
  const score = scoreOf(kind, seed, name, number);
  const milestone = `M0${number}`;
  const rule = RULES[pick(RULES.length, seed, name, 'rule')] ?? '';
  const owner = OWNERS[pick(OWNERS.length, seed, name, 'owner')] ?? '';
  const state =
    { red: 'failed', open: 'not-evaluated', yellow: 'deferred' }[kind as string] ?? 'passed';
  const max = kind === 'open' ? 5 : score;
  const yellow = kind === 'yellow';
  const row = {
    audit_path: `docs/milestones/${milestone}/${milestone}_audit${key}.json`,
    audit_sha256: createHash('sha256').update(`${name} ${number}`).digest('hex'),
    categories: Object.fromEntries(Object.keys(CATEGORIES).map((id) => [id, [score, max]])),
    category_titles: CATEGORIES,
    commit: createHash('sha1').update(`${name} ${number}`).digest('hex'),
    config_sha256: createHash('sha256')
      .update(`config ${pick(3, seed, name)}`)
      .digest('hex'),
    date: dayOf(seed, name, number),
    deferrals: yellow ? [{ id: 'D01', owner, until: `M0${number + 1 + pick(2, seed, name)}` }] : [],
    deferrals_open: yellow ? 1 : 0,
    gates: { Security: 'passed', Tests: state },
    milestone,
    next_expiry: yellow ? `M0${number + 1 + pick(2, seed, name)}` : null,
    outcome: { red: 'INCOMPLETE', open: 'INSUFFICIENT_EVIDENCE' }[kind as string] ?? 'COMPLETE',
    repository,
    rules: ['red', 'open'].includes(kind) ? { [rule]: state } : {},
    rules_version: 1,
    schema: 'milestone-latest/1',
    score,
    score_max: max,
    title: `Milestone ${number} of ${name}`,
    tool: 'milestone-audit 0.1.0',
    verdict: { red: 'red', open: 'red', yellow: 'yellow' }[kind as string] ?? 'green',
  };
  return `${JSON.stringify(row, null, 2)}\n`;
}

function scoreOf(kind: Kind, seed: string, name: string, number: number): number {
  const low = { red: 10, open: 20, yellow: 32 }[kind as string] ?? 40;
  return (low + pick(11, seed, name, number, 'score')) / 10;
}
