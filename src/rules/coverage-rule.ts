import { weakeningOf } from '../analysis/causes.ts';
import { type JobCoverage, percentOf } from '../analysis/coverage-reports.ts';
import { severityOf } from '../analysis/runner.ts';
import type { Evidence, Present, Source } from '../model/evidence.ts';
import type { PreviousAudit } from '../model/history.ts';
import { compareMilestones } from '../model/milestone-id.ts';
import type { CoverageRule } from '../model/repository.ts';
import type { Item, Judged } from '../model/rule.ts';
import type { Flaw, Level, Open } from '../model/verdict.ts';
import type { CoverageLevel } from './threshold-check.ts';

/** What an audit recorded of the rule; its keys are those of the published JSON. */
interface RecordedRule {
  readonly minimum: number | null;
  readonly max_drop: number | null;
}

/** A limit of the branch's coverage rule that was loosened since an earlier audit. */
export interface LoosenedRule {
  readonly kind: 'threshold-lowered' | 'threshold-removed';
  readonly before: string;
  readonly flaw: Flaw;
}

/**
 * Returns the limits that are looser than in the newest audit that recorded them, and what is missing to compare
 * them. A ruleset is not in the repository's history, so only an earlier audit knows what it was.
 */
export function loosenedRule(
  rule: Evidence<CoverageRule> | undefined,
  previous: Evidence<readonly PreviousAudit[]>,
): { readonly found: readonly LoosenedRule[]; readonly open: readonly Open[] } {
  const former = recordedRule(previous);
  if (former === undefined) return { found: [], open: [] };
  if ('kind' in former) return { found: [], open: [former] };
  const { required, milestone } = former;
  if (rule?.state === 'present' || rule?.state === 'none') {
    const now = rule.state === 'present' ? rule.value : { minimum: null, maxDrop: null };
    return { found: looserLimits(required, now, milestone, rule.source), open: [] };
  }
  const what = `whether rulesets require as much coverage as in ${milestone}`;
  const why = rule?.why ?? 'the rules of the branch were not read';
  return { found: [], open: [{ kind: 'coverageRule', what, why }] };
}

/** Returns what the newest audit recorded; undefined when it recorded no limit. */
function recordedRule(previous: Evidence<readonly PreviousAudit[]>) {
  const open = (why: string): Open => ({
    ...{ kind: 'previous', what: 'what earlier audits recorded of the rulesets', why },
  });
  if (previous.state === 'none') return undefined;
  if (previous.state !== 'present') return open(previous.why);
  const newest = previous.value
    .toSorted((a, b) => compareMilestones(a.milestone, b.milestone))
    .findLast((one) => isUnreadable(one) || hasRecord(one));
  if (newest !== undefined && isUnreadable(newest)) return open(`${newest.path} cannot be read`);
  const required = newest?.measures?.required_coverage ?? null;
  return newest === undefined || required === null
    ? undefined
    : { required, milestone: newest.milestone };
}

function isUnreadable({ claims }: PreviousAudit): boolean {
  return claims?.verdict === 'unreadable';
}

function hasRecord({ measures, standing }: PreviousAudit): boolean {
  const trusted = standing !== 'changed' && standing !== 'gone';
  return trusted && measures?.required_coverage !== undefined;
}

function looserLimits(
  { minimum, max_drop: drop }: RecordedRule,
  now: CoverageRule,
  since: string,
  source: Source,
): readonly LoosenedRule[] {
  const limits = [
    {
      before: minimum === null ? '' : `at least ${minimum}%`,
      after: now.minimum === null ? '' : `at least ${now.minimum}%`,
      looser: (now.minimum ?? 0) < (minimum ?? 0),
    },
    {
      before: drop === null ? '' : `a drop of at most ${drop} points`,
      after: now.maxDrop === null ? '' : `a drop of at most ${now.maxDrop} points`,
      looser: drop !== null && (now.maxDrop ?? Number.POSITIVE_INFINITY) > drop,
    },
  ];
  return limits.flatMap(({ before, after, looser }): readonly LoosenedRule[] => {
    if (!looser) return [];
    const kind = after === '' ? 'threshold-removed' : 'threshold-lowered';
    const key = `${kind}:ruleset:${before}`;
    const observation = `since ${since}: the rulesets required ${before} of coverage, now ${after || 'no such limit'}.`;
    const cause = weakeningOf(key);
    return [{ kind, before, flaw: { key, cause, severity: 'critical', observation, source } }];
  });
}

/** Judges coverage by the rule of the branch, which GitHub enforces on the pull request. */
export function judgeRule(
  { value, source }: Present<CoverageRule>,
  legs: readonly JobCoverage[],
  missing: readonly Open[],
): Judged<CoverageLevel> | undefined {
  const { minimum } = value;
  if (minimum === null) return undefined;
  const percents = legs.map(({ lines }) => percentOf(lines));
  const shown = percents.map((percent) => `${percent}%`).join(', ') || 'nothing';
  const measured = `the rulesets require ${minimum}%, ${shown} measured`;
  const levels = percents.map((percent) => levelOf(percent, minimum));
  // GitHub adds up what it was sent; reports on both sides of the limit do not show the sum.
  const [least, most] = [Math.min(...levels), Math.max(...levels)];
  const why = 'the reports do not show the coverage that GitHub compares';
  const open =
    missing[0] ??
    (least === most
      ? undefined
      : ({ kind: 'coverage', what: 'coverage of the branch', why } as const));
  const flaw = (level: Level): Flaw => ({
    key: 'threshold:ruleset',
    severity: severityOf(level),
    observation: `${measured}.`,
    source,
  });
  const item: Item<CoverageLevel> =
    open === undefined
      ? { worst: stateOf(least), best: stateOf(most), ...(most < 5 ? { flaw } : {}) }
      : { worst: '1', best: '5', open };
  return { items: [item], measured, proof: [{ text: measured, source }] };
}

function levelOf(percent: number, minimum: number): number {
  if (percent >= minimum) return 5;
  return minimum - percent <= 2 ? 2 : 1;
}

function stateOf(level: number): CoverageLevel {
  return String(level) as CoverageLevel;
}
