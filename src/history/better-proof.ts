import type { Audit, AuditRule } from '../model/audit.ts';

/**
 * Returns why the audit that is committed for the same commit stays: the new one lacks a run or rests
 * on less evidence, and nothing else changed. `undefined` when the new one may replace it: something
 * changed, or its levels lie within the former bounds or are known completely.
 */
export function whyKept(committed: Audit, now: Audit): string | undefined {
  if (committed.commits.audited !== now.commits.audited) return undefined;
  if (changeBetween(committed, now) !== undefined) return undefined;
  const stays = `the committed audit of ${now.commits.audited.slice(0, 7)} stays, because this one`;
  const listed = new Set(now.runs.map(({ id }) => id));
  const gone = committed.runs.find(({ id, relation }) => relation !== 'stale' && !listed.has(id));
  if (gone !== undefined) {
    return `${stays} lacks run ${gone.id} of ${gone.workflow}, which is no longer listed`;
  }
  const before = new Map(committed.rules.map((rule) => [rule.id, rule]));
  const lost = now.rules.filter((rule) => rule.state === 'open' && isWider(rule, before));
  const [first] = lost;
  if (first === undefined) return undefined;
  const why = first.open[0]?.why ?? '';
  return `${stays} has less evidence for ${lost.map(({ id }) => id).join(', ')} (${why})`;
}

/**
 * Returns what changed since the committed audit of the same commit, so that even a worse audit
 * replaces it: a newer run or attempt, another config, or other rules.
 */
export function changeBetween(committed: Audit, now: Audit): string | undefined {
  if (committed.config.digest !== now.config.digest) return 'the config changed';
  const [rules, version] = [committed.tool.rules_version, now.tool.rules_version];
  if (rules !== version) return `it was made by rules version ${rules}, and this is ${version}`;
  const attempts = new Map(committed.runs.map(({ id, attempt }) => [id, attempt]));
  const newer = now.runs.find(
    ({ id, attempt, relation }) => relation !== 'stale' && attempt > (attempts.get(id) ?? 0),
  );
  return newer && `attempt ${newer.attempt} of ${newer.workflow} run ${newer.id} is newer`;
}

/** Whether the bounds of an open rule are not within those it had. */
function isWider(now: AuditRule, before: ReadonlyMap<string, AuditRule>): boolean {
  const old = before.get(now.id);
  if (old === undefined) return false;
  return (now.level ?? 0) < (old.level ?? 5) || (now.level_max ?? 5) > (old.level_max ?? 0);
}
