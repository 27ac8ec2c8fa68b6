import { quantity } from '../../lib/quantity.ts';
import type { Audit } from '../../model/audit.ts';

/** Gaps named one by one; a summary is no registry. */
const MAX_GAPS = 7;

/** What stands between this audit and a full score that nothing excuses: worst first, each in a sentence. */
export function remainingGaps(audit: Audit): readonly string[] {
  const gaps = [
    ...failedGates(audit),
    ...brokenInvariants(audit),
    ...openCriteria(audit),
    ...usedDeferrals(audit),
    ...unmeasured(audit),
  ];
  const more = gaps.length - MAX_GAPS;
  return more > 0 ? [...gaps.slice(0, MAX_GAPS), `${quantity(more, 'further gap')} below`] : gaps;
}

function failedGates({ gates }: Audit): readonly string[] {
  return gates
    .filter(({ state }) => state === 'failed')
    .map(({ title, evidence }) => `The gate “${title}” failed: ${evidence}`);
}

function brokenInvariants({ invariants }: Audit): readonly string[] {
  return invariants
    .filter(({ state }) => state === 'broken')
    .map(({ title, evidence }) => `The invariant “${title}” is broken: ${evidence}`);
}

function openCriteria({ criteria }: Audit): readonly string[] {
  const open = criteria.filter(({ met }) => !met).length;
  return open === 0
    ? []
    : [
        `${quantity(open, 'criterion', 'criteria')} of the plan ${open === 1 ? 'is' : 'are'} not ticked`,
      ];
}

function usedDeferrals({ deferrals }: Audit): readonly string[] {
  return deferrals
    .filter(({ used }) => used)
    .map(
      ({ id, issue, reason, until }) => `Deferred until ${until} by ${id} (${issue}): ${reason}`,
    );
}

function unmeasured({ not_evaluated }: Audit): readonly string[] {
  if (not_evaluated.length === 0) return [];
  return [`${quantity(not_evaluated.length, 'rule')} could not be evaluated, see appendix D`];
}
