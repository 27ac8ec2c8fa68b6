import { quantity } from '../../lib/format.ts';
import type { Audit } from '../../model/audit.ts';
import type { FailOn } from '../../model/config.ts';
import { NO_MILESTONE } from '../../model/milestone-id.ts';
import { minimumFacts, usedDeferrals } from './decision.ts';
import { blockingGates } from './gate-states.ts';

/**
 * Returns what the audit means for a merge, or after it for the milestone. It is about this audit alone:
 * reviews and other required checks block on their own. A preview decides nothing.
 */
export function mergeSentence(audit: Audit, failOn: FailOn = 'red'): string {
  const { outcome, verdict } = audit;
  if (outcome === 'PREVIEW') return '';
  if (isMerged(audit)) return closing(audit);
  if (outcome === 'PENDING') return 'Wait before merging.';
  if (verdict === 'green' || (verdict === 'yellow' && failOn !== 'yellow')) {
    return 'Nothing in this audit blocks merging.';
  }
  if (failOn === 'never') return 'This audit only observes: it blocks nothing.';
  if (verdict === 'yellow') return 'This audit blocks merging until it passes without exceptions.';
  const byGates = minimumFacts(audit).length === 0 && notPassing(audit);
  return byGates
    ? 'This audit blocks merging: gates decide, not the score.'
    : 'This audit blocks merging.';
}

function notPassing(audit: Audit): boolean {
  return (['failed', 'not-evaluated'] as const).some(
    (state) => blockingGates(audit, state).length > 0,
  );
}

/** Returns ` before merging`, or what has to be done before it when the change is merged already. */
export function beforeWhat(audit: Audit): string {
  if (!isMerged(audit)) return ' before merging';
  return audit.milestone === NO_MILESTONE ? '' : ` before ${audit.milestone} closes`;
}

/** A push to the default branch is a merge, too. */
function isMerged({ commits }: Audit): boolean {
  return commits.merge !== null;
}

/** Returns whether the milestone closes, in one sentence. */
export function closing(audit: Audit): string {
  const { outcome, milestone } = audit;
  const [subject, closes, close] =
    milestone === NO_MILESTONE ? ['The change', 'passes', 'pass'] : [milestone, 'closes', 'close'];
  switch (outcome) {
    case 'COMPLETE': {
      const used = usedDeferrals(audit).length;
      return `${subject} ${closes}${used === 0 ? '' : ` with ${quantity(used, 'deferral')}`}.`;
    }
    case 'INCOMPLETE':
    case 'INSUFFICIENT_EVIDENCE':
      return `${subject} does not ${close}.`;
    case 'PREVIEW':
      return 'A checkout gets no verdict.';
    case 'PENDING':
      return `${subject} is audited again when the unfinished runs end.`;
  }
  outcome satisfies never;
  return '';
}
