import type { AuditDeferral } from '../model/audit.ts';
import type { Coverage, Registry } from '../model/deferral.ts';
import type { Verdict } from '../model/verdict.ts';
import { byCodeUnit } from '../rules/by-code-unit.ts';
import { isLive } from '../rules/deferral-cover.ts';

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
    .map(
      (deferral): AuditDeferral => ({
        id: deferral.id,
        issue: deferral.issue,
        covers: describeCover(deferral.covers),
        reason: deferral.reason,
        owner: deferral.owner,
        discovered: deferral.discovered,
        until: deferral.until,
        exit: deferral.exit,
        state: isLive(deferral, milestone) ? 'live' : 'expired',
        used: used.has(deferral.id),
        proposed: deferral.proposed,
      }),
    )
    .sort((a, b) => byCodeUnit(a.id, b.id));
}

function describeCover(covers: Coverage): string {
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
