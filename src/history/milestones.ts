import { type FlowStep, flowSteps } from '../audit-chain/flow-steps.ts';
import { type Measure, parseCondition } from '../config/condition.ts';
import type { Audit } from '../model/audit.ts';
import type { AuditLocations } from '../model/audit-paths.ts';
import type { AuditDeferral } from '../model/deferral.ts';
import type { AuditFlake, PreviousAudit, TrendRow } from '../model/history.ts';
import { compareMilestones, sameSeries } from '../model/milestone-id.ts';

/** All audits of a repository, as its index, page, and images show them. */
export interface MilestoneHistory {
  readonly repository: string;
  /** Absent for a local audit, which has no links to a forge. */
  readonly repositoryUrl?: string;
  readonly places: AuditLocations;
  /** The milestones of each series, oldest first. Series are ordered by their first id. */
  readonly series: readonly (readonly TrendRow[])[];
  /** The audit with the newest evidence. */
  readonly newest: TrendRow;
  readonly flakes: readonly AuditFlake[];
  readonly deferrals: readonly AuditDeferral[];
  readonly flow: readonly FlowStep[];
  /** What the published audit has to reach. */
  readonly minimum: Minimum;
}

/** The lowest values with which the gates of an audit pass; `null` where none is asked for. */
interface Minimum {
  readonly score: number | null;
  readonly coverage: number | null;
  readonly tests: number | null;
}

/** Returns the history including the audit that is being published. */
export function milestoneHistory(
  audit: Audit,
  others: readonly PreviousAudit[],
  places: AuditLocations,
): MilestoneHistory {
  const current = trendRow(audit);
  const rows = [
    ...others.filter(({ milestone }) => !same(milestone, current.milestone)),
    current,
  ].sort((a, b) => compareMilestones(a.milestone, b.milestone));
  const newest = rows.reduce((a, b) => (isNewer(b, a) ? b : a), current);
  const memory =
    newest === current ? memoryOf(audit) : others.find((one) => one === newest)?.memory;
  return {
    repository: audit.repository,
    ...(audit.repository_url === undefined ? {} : { repositoryUrl: audit.repository_url }),
    places,
    series: groupBySeries(rows),
    newest,
    flakes: memory?.flakes ?? [],
    deferrals: memory?.deferrals ?? [],
    flow: memory?.flow ?? [],
    minimum: minimumOf(audit),
  };
}

function same(a: string, b: string): boolean {
  return compareMilestones(a, b) === 0;
}

/** Compares by time, then by milestone id, so that the order of publishing does not matter. */
function isNewer(a: TrendRow, b: TrendRow): boolean {
  const [left, right] = [a.completed_at ?? '', b.completed_at ?? ''];
  return left === right ? compareMilestones(a.milestone, b.milestone) > 0 : left > right;
}

function groupBySeries(rows: readonly TrendRow[]): readonly (readonly TrendRow[])[] {
  const series: TrendRow[][] = [];
  for (const row of rows) {
    const found = series.find(([first]) => first && sameSeries(first.milestone, row.milestone));
    if (found === undefined) series.push([row]);
    else found.push(row);
  }
  return series;
}

/** Returns what the minimum score and the conditions of the blocking gates ask for. */
function minimumOf({ gates, minimum_score: score }: Audit): Minimum {
  const blocking = gates.filter(({ optional }) => optional === undefined);
  const conditions = blocking.flatMap((gate) => gate.conditions.map(({ text }) => text));
  const least = (measure: Measure, own: number | null = null): number | null => {
    const all = conditions.flatMap((text) => leastOf(text, measure));
    const asked = own === null ? all : [...all, own];
    return asked.length === 0 ? null : Math.max(...asked);
  };
  return {
    score: least('score', score),
    coverage: least('coverage.lines'),
    tests: least('tests.total'),
  };
}

/** Returns the number of a condition such as `coverage.lines >= 80`; nothing for any other condition. */
function leastOf(text: string, measure: Measure): readonly number[] {
  const parsed = parseCondition(text, 'any');
  if (parsed.state === 'invalid') return [];
  const { subject, comparison, operand } = parsed.condition;
  const asks = subject.kind === 'measure' && subject.measure === measure;
  if (!asks || !comparison.startsWith('>') || operand.kind !== 'number') return [];
  return [Number(operand.value.of) / Number(operand.value.per)];
}

function memoryOf(audit: Audit): NonNullable<PreviousAudit['memory']> {
  const { flakes, deferrals, registry } = audit;
  return { flakes, deferrals, lost: registry?.lost ?? [], flow: flowSteps(audit) };
}

/** Returns the trend row that later audits read from this one. */
export function trendRow(audit: Audit): TrendRow {
  return {
    milestone: audit.milestone,
    title: audit.title,
    score: audit.score,
    score_max: audit.score_max,
    // A preview is never committed, so it never becomes a row.
    verdict: audit.verdict ?? 'red',
    outcome: audit.outcome,
    categories: audit.categories.map(({ id, title, score, score_max, weight }) => ({
      id,
      title,
      score,
      score_max,
      weight,
    })),
    path: audit.paths.json,
    audited: audit.commits.audited,
    merge: audit.commits.merge,
    completed_at: audit.evidence_completed_at,
    branch: audit.branch,
    pull_request:
      audit.pull_request === null
        ? null
        : { number: audit.pull_request.number, url: audit.pull_request.url },
    runs: audit.runs.filter(({ relation }) => relation !== 'stale').map(({ id }) => id),
    ...(audit.measures === undefined ? {} : { measures: audit.measures }),
  };
}
