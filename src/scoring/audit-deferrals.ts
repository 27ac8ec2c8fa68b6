import { deferralAge } from '../analysis/deferral-age.ts';
import { isLive } from '../analysis/deferral-cover.ts';
import { holds, parseCondition } from '../config/condition.ts';
import { byCodeUnit } from '../lib/canonical-json.ts';
import { compareExact, exact } from '../lib/numbers.ts';
import type { AuditDeferral, Coverage, Deferral, Registry } from '../model/deferral.ts';
import type { Verdict } from '../model/verdict.ts';

/** Milestones an entry may stand before it must be justified again. */
const MAX_AGE = 2;

/** The registry as the audit quotes it, live and expired, with the ones that lifted a level marked. */
export function auditDeferrals(
  registry: Registry,
  milestone: string,
  verdicts: readonly Verdict[],
): readonly AuditDeferral[] {
  const used = new Set(
    verdicts.flatMap(({ finding }) => (finding.state === 'level' ? finding.deferrals : [])),
  );
  return registry.deferrals
    .map((deferral): AuditDeferral => {
      const standing = standingOf(deferral, milestone, verdicts);
      return {
        id: deferral.id,
        issue: deferral.issue,
        covers: describeCover(deferral.covers),
        reason: deferral.reason,
        owner: deferral.owner,
        discovered: deferral.discovered,
        until: deferral.until,
        exit: deferral.exit,
        ...(deferral.justified === undefined ? {} : { justified: deferral.justified }),
        used: used.has(deferral.id),
        proposed: deferral.proposed,
        ...standing,
      };
    })
    .sort((a, b) => byCodeUnit(a.id, b.id));
}

type Standing = Pick<AuditDeferral, 'state' | 'resolved_in' | 'resolved_by' | 'age' | 'aged'>;

function standingOf(deferral: Deferral, milestone: string, verdicts: readonly Verdict[]): Standing {
  const age = deferralAge(deferral, milestone) ?? null;
  const done = { state: 'resolved', age, aged: false } as const;
  if (deferral.resolved !== undefined) {
    return { ...done, resolved_in: deferral.resolved, resolved_by: null };
  }
  const met = metExit(deferral, verdicts);
  if (met !== undefined) return { ...done, resolved_in: milestone, resolved_by: met };
  const state = isLive(deferral, milestone) ? 'live' : 'expired';
  return { state, age, aged: (age ?? 0) > MAX_AGE, resolved_in: null, resolved_by: null };
}

/**
 * What meets an exit criterion that is bound to a rule (`coverage-gate >= 4`): the level without any
 * deferral's help, else an entry would resolve itself by being there.
 */
function metExit({ exit }: Deferral, verdicts: readonly Verdict[]): string | undefined {
  const parsed = parseCondition(
    exit.replaceAll('`', ''),
    verdicts.map(({ rule }) => rule),
  );
  if (parsed.state === 'invalid') return undefined;
  const { subject, comparison, operand } = parsed.condition;
  if (subject.kind !== 'rule' || operand.kind !== 'number') return undefined;
  const finding = verdicts.find(({ rule }) => rule === subject.rule)?.finding;
  if (finding?.state !== 'level') return undefined;
  const level = finding.undeferred ?? finding.level;
  return holds(comparison, compareExact(exact(level), operand.value))
    ? `${subject.rule} is at ${level}: ${finding.measured}`
    : undefined;
}

export function describeCover(covers: Coverage): string {
  switch (covers.kind) {
    case 'tests':
      return `tests ${covers.globs.join(', ')}`;
    case 'rule':
      return `${covers.rule} up to level ${covers.level}`;
    case 'threshold':
      return `threshold ${covers.threshold}`;
  }
  covers satisfies never;
  return '';
}
