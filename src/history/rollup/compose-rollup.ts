import { createHash } from 'node:crypto';
import { byCodeUnit } from '../../lib/canonical-json.ts';
import { sanitize } from '../../lib/sanitize.ts';
import { auditName } from '../../model/audit-paths.ts';
import { compareMilestones, nextMilestone, sameSeries } from '../../model/milestone-id.ts';
import { type Rollup, type RollupMove, type RollupRow, rollupText } from '../../model/rollup.ts';
import { type ReadRow, type RowInputs, rollupRows } from './rows.ts';

export interface RollupInputs extends RowInputs {
  /** The last roll-up, to show what moved. */
  readonly previous: Rollup | undefined;
  /** What could not be read. */
  readonly notices?: readonly string[];
}

/** Returns the roll-up of many repositories: the same input gives the same bytes. */
export function composeRollup(inputs: RollupInputs): Rollup {
  const { asOf, previous, notices = [] } = inputs;
  const read = rollupRows(inputs);
  const newest = newestOf(read.map(({ row }) => row));
  const day = asOf ?? newest?.date ?? null;
  const rows = read.map(({ row }) => ({ ...row, age_days: daysBetween(row.date, day) }));
  return {
    schema: 'milestone-rollup/1',
    as_of: day,
    as_of_from: asOf === undefined ? (newest?.repository ?? '') : '--as-of',
    previous: previous === undefined ? null : { as_of: previous.as_of, sha256: digest(previous) },
    totals: totalsOf(rows),
    repositories: rows,
    moves: previous === undefined ? [] : movesBetween(previous.repositories, rows),
    rules: rulesOf(rows),
    rules_unstated: rows.filter(({ state, rules }) => state === 'audited' && rules === null).length,
    deferrals: deferralsOf(read),
    deferrals_unstated: read
      .filter(({ deferrals }) => deferrals === undefined)
      .reduce((sum, { row }) => sum + (row.deferrals_open ?? 0), 0),
    configs: configsOf(rows),
    notices: notices.map((one) => sanitize(one)),
  };
}

function digest(rollup: Rollup): string {
  return createHash('sha256').update(rollupText(rollup)).digest('hex');
}

function newestOf(rows: readonly RollupRow[]): RollupRow | undefined {
  const dated = rows.filter(({ date }) => date !== null);
  return dated.length === 0
    ? undefined
    : dated.reduce((a, b) => ((b.date ?? '') > (a.date ?? '') ? b : a));
}

const DAY = 86_400_000;

function daysBetween(from: string | null, to: string | null): number | null {
  if (from === null || to === null) return null;
  return Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / DAY));
}

function totalsOf(rows: readonly RollupRow[]): Rollup['totals'] {
  const of = (color: RollupRow['verdict']): number =>
    rows.filter(({ verdict }) => verdict === color).length;
  return {
    repositories: rows.length,
    green: of('green'),
    yellow: of('yellow'),
    red: of('red'),
    unknown: of(null),
  };
}

/** Returns what changed between two roll-ups: lost audits first, then by the change of the score, new audits last. */
function movesBetween(
  before: readonly RollupRow[],
  after: readonly RollupRow[],
): readonly RollupMove[] {
  const [old, now] = [before, after].map(
    (rows) => new Map(rows.map((row) => [auditName(row).toLowerCase(), row])),
  );
  const ids = new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])]);
  return [...ids]
    .map((id) => moveOf(old?.get(id), now?.get(id)))
    .filter((move) => JSON.stringify(move.before) !== JSON.stringify(move.after))
    .sort((a, b) => weightOf(b) - weightOf(a) || byCodeUnit(auditName(a), auditName(b)));
}

function moveOf(old: RollupRow | undefined, now: RollupRow | undefined): RollupMove {
  const [before, after] = [endOf(old), endOf(now)];
  const [low, high] = [before?.score ?? null, after?.score ?? null];
  return {
    repository: (now ?? old)?.repository ?? '',
    audit_key: (now ?? old)?.audit_key ?? null,
    before,
    after,
    change: low === null || high === null ? null : (tenths(high) - tenths(low)) / 10,
  };
}

function endOf(row: RollupRow | undefined): RollupMove['before'] {
  if (row === undefined || row.state === 'unknown') return null;
  const { milestone, score, score_max, verdict } = row;
  return { milestone, score, score_max, verdict };
}

function weightOf({ after, before, change }: RollupMove): number {
  if (after === null) return 1000;
  return before === null ? -1 : Math.abs(change ?? 0);
}

/** A score as an integer: differences of decimals are not exact. */
function tenths(score: number): number {
  return Math.round(score * 10);
}

function rulesOf(rows: readonly RollupRow[]): Rollup['rules'] {
  const stated = rows.flatMap((row) =>
    (row.rules ?? []).map(({ id, state }) => ({ id, state, name: auditName(row) })),
  );
  return [...new Set(stated.map(({ id }) => id))]
    .map((id) => {
      const where = (wanted: string): readonly string[] =>
        stated.filter((one) => one.id === id && one.state === wanted).map(({ name }) => name);
      return { id, failed: where('failed'), not_evaluated: where('not-evaluated') };
    })
    .sort(
      (a, b) =>
        b.failed.length - a.failed.length ||
        b.not_evaluated.length - a.not_evaluated.length ||
        byCodeUnit(a.id, b.id),
    );
}

function deferralsOf(read: readonly ReadRow[]): Rollup['deferrals'] {
  return read
    .flatMap(({ row, deferrals = [] }) =>
      row.state === 'unknown'
        ? []
        : deferrals.map(({ id, owner, until }) => ({
            owner: sanitize(owner, 60),
            repository: auditName(row),
            id: sanitize(id, 40),
            until: sanitize(until, 40),
            next: expiresNext(row.milestone ?? '', until),
          })),
    )
    .sort(
      (a, b) =>
        byCodeUnit(a.owner, b.owner) ||
        Number(b.next) - Number(a.next) ||
        byCodeUnit(a.repository, b.repository) ||
        compareMilestones(a.until, b.until) ||
        byCodeUnit(a.id, b.id),
    );
}

function expiresNext(milestone: string, until: string): boolean | null {
  if (!sameSeries(milestone, until)) return null;
  return compareMilestones(until, nextMilestone(milestone, [])) <= 0;
}

function configsOf(rows: readonly RollupRow[]): Rollup['configs'] {
  const groups = new Map<string, RollupRow[]>();
  for (const row of rows.filter(({ state }) => state === 'audited')) {
    const id = `${row.config_sha256}\n${row.rules_version}`;
    groups.set(id, [...(groups.get(id) ?? []), row]);
  }
  return [...groups.values()]
    .map((all) => ({
      sha256: all[0]?.config_sha256 ?? '',
      rules_version: all[0]?.rules_version ?? 0,
      repositories: all.map(auditName),
    }))
    .sort(
      (a, b) =>
        b.repositories.length - a.repositories.length ||
        byCodeUnit(a.sha256, b.sha256) ||
        a.rules_version - b.rules_version,
    );
}
