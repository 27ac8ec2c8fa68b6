import { quantity } from '../../lib/format.ts';
import type { Audit } from '../../model/audit.ts';
import { NO_MILESTONE } from '../../model/milestone-id.ts';
import { usedDeferrals } from '../format/decision.ts';
import { printOverall, verdictSign, verdictWords } from '../format/labels.ts';
import type { Section } from '../format/section.ts';
import { list, prose, strong } from '../markdown/tree.ts';

export const auditOutcome: Section = {
  id: 'audit-outcome',
  number: 7,
  heading: () => 'Audit Outcome',
  keep: 'always',
  body: (audit) => [
    list([
      [strong(statusLabel(audit)), ` ${verdictSign(audit)} ${verdictWords(audit)}`],
      [strong('Audit score:'), ` ${printOverall(audit)}`],
      [strong('Verdict:'), ' ', prose(nextStep(audit))],
    ]),
  ],
};

function statusLabel({ milestone }: Audit): string {
  return milestone === NO_MILESTONE ? 'Status:' : `${milestone} status:`;
}

/** Returns the decision and the next step in one sentence. */
function nextStep(audit: Audit): string {
  const { outcome, next_milestone: next, milestone } = audit;
  const subject = milestone === NO_MILESTONE ? 'The change' : milestone;
  const used = usedDeferrals(audit).length;
  switch (outcome) {
    case 'COMPLETE': {
      const debts = used === 0 ? '' : ` with ${quantity(used, 'deferral')}`;
      return `${subject} closes${debts}.${next === '' ? '' : ` Proceed to ${next}.`}`;
    }
    case 'INCOMPLETE':
      return `${subject} does not close. Fix what fails, or defer it with an owner and an exit criterion.`;
    case 'INSUFFICIENT_EVIDENCE':
      return `${subject} does not close. Add the missing evidence.`;
    case 'PREVIEW':
      return 'A checkout gets no verdict: audit the pull request on GitHub.';
    case 'PENDING':
      return `${subject} is audited again when the unfinished runs end.`;
  }
  outcome satisfies never;
  return '';
}
