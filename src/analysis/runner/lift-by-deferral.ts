import type { Finding, Level } from '../../model/verdict.ts';
import type { DeferralCover } from '../deferral-cover.ts';

/** A deferral says that something is not well yet, so no deferral makes a 5. */
const CAP = 4;
/** Rules whose table gives deferred findings a lower level than 4. */
const LOWER_CAPS: Readonly<Record<string, number>> = {
  'no-weakening': 3,
  'unmuted-gates': 3,
  'test-count': 3,
  invariants: 3,
  'vulnerability-scan': 3,
  'secret-scan': 3,
};

/**
 * Lifts a finding to the level that a live `{ rule, level }` deferral asks for, at most the rule's
 * cap. What is unknown stays unknown: a deferral excuses a finding, it does not replace evidence.
 */
export function liftByDeferral(rule: string, finding: Finding, cover: DeferralCover): Finding {
  if (finding.state !== 'level') return finding;
  const asked = cover
    .rule(rule)
    .map(({ id, level }) => ({ id, level: Math.min(level, LOWER_CAPS[rule] ?? CAP) as Level }))
    .filter(({ level }) => level > finding.level);
  if (asked.length === 0) return finding;
  const level = Math.max(...asked.map((one) => one.level)) as Level;
  const ids = asked.filter((one) => one.level === level).map(({ id }) => id);
  return {
    ...finding,
    level,
    undeferred: finding.undeferred ?? finding.level,
    deferrals: [...new Set([...finding.deferrals, ...ids])].sort(),
  };
}
