import type { Audit, AuditRule } from '../model/audit.ts';

/**
 * Returns why the audit that is committed for the same commit stays: the new one rests on less
 * evidence, and nothing else changed. `undefined` when the new one may replace it: a newer run or
 * attempt, another config, or levels that lie within the former bounds or are known completely.
 */
export function whyKept(committed: Audit, now: Audit): string | undefined {
  if (committed.commits.audited !== now.commits.audited) return undefined;
  if (committed.config.digest !== now.config.digest || hasNewerRun(committed, now)) {
    return undefined;
  }
  const before = new Map(committed.rules.map((rule) => [rule.id, rule]));
  const lost = now.rules.filter((rule) => rule.state === 'open' && isWider(rule, before));
  const [first] = lost;
  if (first === undefined) return undefined;
  const why = first.open[0]?.why ?? '';
  return `the committed audit of ${now.commits.audited.slice(0, 7)} stays, because this one has less evidence for ${lost.map(({ id }) => id).join(', ')} (${why})`;
}

function hasNewerRun(committed: Audit, now: Audit): boolean {
  const attempts = new Map(committed.runs.map(({ id, attempt }) => [id, attempt]));
  return now.runs.some(
    ({ id, attempt, relation }) => relation !== 'stale' && attempt > (attempts.get(id) ?? 0),
  );
}

/** Whether the bounds of an open rule are not within those it had. */
function isWider(now: AuditRule, before: ReadonlyMap<string, AuditRule>): boolean {
  const old = before.get(now.id);
  if (old === undefined) return false;
  return (now.level ?? 0) < (old.level ?? 5) || (now.level_max ?? 5) > (old.level_max ?? 0);
}
