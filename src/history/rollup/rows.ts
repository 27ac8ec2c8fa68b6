import { byCodeUnit } from '../../lib/canonical-json.ts';
import { sanitize } from '../../lib/sanitize.ts';
import { readAudit } from '../../model/audit.ts';
import { keyInPath } from '../../model/audit-paths.ts';
import { contradictionIn, type Latest, readLatest } from '../../model/latest.ts';
import { compareMilestones } from '../../model/milestone-id.ts';
import type { RollupRow } from '../../model/rollup.ts';
import { latestOf } from '../latest.ts';

/** A repository that the roll-up must list, with or without an audit. */
export interface ExpectedRepository {
  /** `owner/name`. */
  readonly repository: string;
  readonly team?: string;
  readonly tier?: string;
  /** Why its audit could not be read; absent when it has none. */
  readonly why?: string;
}

/** A file that should be the newest audit of a repository: `latest.json`, or the JSON of an audit. */
export interface FoundFile {
  /** Where it was found, for people. */
  readonly place: string;
  /** Repository that it was found in; absent if only the file itself can say it. */
  readonly repository?: string;
  readonly content:
    | { readonly state: 'read'; readonly text: string }
    | { readonly state: 'unreadable'; readonly why: string };
}

export interface RowInputs {
  /** Empty when every repository counts that has a file. */
  readonly expected: readonly ExpectedRepository[];
  readonly found: readonly FoundFile[];
  /** Evidence of a later day is not believed. */
  readonly asOf: string | undefined;
}

/** A row with what only the tables of deferrals need. */
export interface ReadRow {
  readonly row: RollupRow;
  readonly deferrals: Latest['deferrals'];
}

/**
 * Returns one row per repository and audit key, by name. A file that is broken, of another
 * repository, or contradicted by a second file costs the row of its repository, and nothing else.
 */
export function rollupRows({ expected, found, asOf }: RowInputs): readonly ReadRow[] {
  const known = new Map(expected.map((one) => [one.repository.toLowerCase(), one]));
  const groups = new Map<string, Candidate[]>();
  for (const candidate of found.map((file) => candidateOf(file, known, asOf))) {
    const id = `${candidate.repository}\n${candidate.key ?? ''}`.toLowerCase();
    groups.set(id, [...(groups.get(id) ?? []), candidate]);
  }
  const rows = [...groups.values()].map((candidates) => chosen(candidates, known));
  const listed = new Set(rows.map(({ row }) => row.repository.toLowerCase()));
  const without = expected
    .filter(({ repository }) => !listed.has(repository.toLowerCase()))
    .map((one) => unknownRow(one.repository, null, one.why ?? 'no audit is published', one));
  return [...rows, ...without.map((row) => ({ row, deferrals: undefined }))].sort(
    ({ row: a }, { row: b }) =>
      byCodeUnit(a.repository, b.repository) || byCodeUnit(a.audit_key ?? '', b.audit_key ?? ''),
  );
}

/** What one file says. */
interface Candidate {
  readonly place: string;
  readonly repository: string;
  readonly key: string | null;
  readonly kind: 'latest' | 'audit';
  readonly read:
    | { readonly state: 'read'; readonly latest: Latest; readonly completedAt: string }
    | { readonly state: 'unknown'; readonly why: string };
}

type Known = ReadonlyMap<string, ExpectedRepository>;

function candidateOf(file: FoundFile, known: Known, asOf: string | undefined): Candidate {
  const { place, content, repository: where } = file;
  const read = content.state === 'read' ? readRow(content.text) : content;
  const kind = read.state === 'read' ? read.kind : 'latest';
  if (read.state !== 'read') {
    const repository = where ?? sanitize(place, 200);
    return {
      place,
      repository,
      key: keyOf(place),
      kind,
      read: { state: 'unknown', why: read.why },
    };
  }
  const { latest } = read;
  const repository = where ?? latest.repository;
  const key = keyInPath(latest.audit_path);
  const why = doubtOf(latest, repository, known, asOf);
  return {
    place,
    repository,
    key,
    kind,
    read: why === undefined ? read : { state: 'unknown', why },
  };
}

/** A file that cannot be read costs only the row of the audit key that its name has. */
function keyOf(place: string): string | null {
  return /(?:^|\/)latest_([\w.-]{1,60})\.json$/.exec(place)?.[1] ?? keyInPath(place);
}

type ReadRowFile =
  | {
      readonly state: 'read';
      readonly kind: Candidate['kind'];
      readonly latest: Latest;
      readonly completedAt: string;
    }
  | { readonly state: 'unreadable'; readonly why: string };

function readRow(text: string): ReadRowFile {
  if (!/"schema"\s*:\s*"milestone-audit\//.test(text)) {
    const read = readLatest(text);
    if (read.state === 'unreadable') return read;
    return { ...read, kind: 'latest', completedAt: read.latest.date ?? '' };
  }
  const read = readAudit(text);
  if (read.state === 'unreadable') return read;
  const latest = latestOf(read.audit);
  const why = latest === undefined ? 'it is a preview' : contradictionIn(latest);
  if (latest === undefined || why !== undefined) return { state: 'unreadable', why: why ?? '' };
  return {
    state: 'read',
    kind: 'audit',
    latest,
    completedAt: read.audit.evidence_completed_at ?? '',
  };
}

function doubtOf(
  { repository: named, date }: Latest,
  repository: string,
  known: Known,
  asOf: string | undefined,
): string | undefined {
  if (named.toLowerCase() !== repository.toLowerCase()) return `it is the audit of ${named}`;
  if (known.size > 0 && !known.has(repository.toLowerCase())) {
    return 'the list of repositories does not have it';
  }
  return asOf !== undefined && date !== null && date > asOf
    ? `its evidence is of ${date}, after ${asOf}`
    : undefined;
}

/**
 * Returns the row of a repository. `latest.json` counts before audits. Of several audits the newest
 * counts: they are its history. Different files `latest.json` contradict each other.
 */
function chosen(candidates: readonly Candidate[], known: Known): ReadRow {
  const own = candidates.filter(({ kind }) => kind === 'latest');
  const rivals = own.length > 0 ? own : candidates;
  const newest = rivals.reduce((a, b) => (isNewer(b, a) ? b : a));
  const { repository, key, read } = newest;
  const listed = known.get(repository.toLowerCase());
  const others = own.filter((one) => JSON.stringify(one.read) !== JSON.stringify(read));
  if (others.length > 0) {
    const places = own.map(({ place }) => place).sort(byCodeUnit);
    const why = `${places.length} files contradict each other: ${sanitize(places.join(', '))}`;
    return { row: unknownRow(repository, key, why, listed), deferrals: undefined };
  }
  if (read.state === 'unknown') {
    const why = `${newest.place}: ${read.why}`;
    return { row: unknownRow(repository, key, why, listed), deferrals: undefined };
  }
  const { latest } = read;
  return { row: auditedRow(newest, latest, listed), deferrals: latest.deferrals };
}

function isNewer({ read: a }: Candidate, { read: b }: Candidate): boolean {
  if (a.state !== 'read' || b.state !== 'read') return a.state === 'read';
  return a.completedAt === b.completedAt
    ? compareMilestones(a.latest.milestone, b.latest.milestone) > 0
    : a.completedAt > b.completedAt;
}

const NOTHING = {
  milestone: null,
  title: null,
  commit: null,
  date: null,
  age_days: null,
  score: null,
  score_max: null,
  verdict: null,
  outcome: null,
  categories: [],
  gates: [],
  rules: null,
  deferrals_open: null,
  next_expiry: null,
  config_sha256: null,
  rules_version: null,
  tool: null,
  audit_path: null,
} as const;

function unknownRow(
  repository: string,
  key: string | null,
  why: string,
  { team, tier }: Pick<ExpectedRepository, 'team' | 'tier'> = {},
): RollupRow {
  return {
    ...NOTHING,
    repository,
    audit_key: key,
    team: named(team),
    tier: named(tier),
    state: 'unknown',
    why: sanitize(why),
    source: null,
  };
}

function auditedRow(
  { repository, key, place }: Candidate,
  latest: Latest,
  { team, tier }: Pick<ExpectedRepository, 'team' | 'tier'> = {},
): RollupRow {
  const { rules } = latest;
  const titles = new Map(entries(latest.category_titles ?? {}));
  return {
    repository,
    audit_key: key,
    team: named(team),
    tier: named(tier),
    state: 'audited',
    why: null,
    source: sanitize(place),
    milestone: latest.milestone,
    title: sanitize(latest.title, 100),
    commit: sanitize(latest.commit, 64),
    date: latest.date,
    age_days: null,
    score: latest.score,
    score_max: latest.score_max,
    verdict: latest.verdict,
    outcome: latest.outcome,
    categories: entries(latest.categories).map(([id, [lowest = null, highest = null]]) => {
      const title = named(titles.get(id));
      return { id, ...(title === null ? {} : { title }), score: lowest, score_max: highest };
    }),
    gates: entries(latest.gates).map(([title, state]) => ({ title, state: sanitize(state, 40) })),
    rules: rules === undefined ? null : entries(rules).map(([id, state]) => ({ id, state })),
    deferrals_open: latest.deferrals_open,
    next_expiry: latest.next_expiry === null ? null : sanitize(latest.next_expiry, 40),
    config_sha256: sanitize(latest.config_sha256, 64),
    rules_version: latest.rules_version,
    tool: sanitize(latest.tool, 60),
    audit_path: sanitize(latest.audit_path),
  };
}

function named(words: string | undefined): string | null {
  return words === undefined || words === '' ? null : sanitize(words, 60);
}

/** Returns the entries of a record from outside, by key, with keys that are safe to show. */
function entries<T>(record: Readonly<Record<string, T>>): readonly (readonly [string, T])[] {
  return Object.entries(record)
    .map(([key, value]) => [sanitize(key, 60), value] as const)
    .sort(([a], [b]) => byCodeUnit(a, b));
}
