import type { Audit } from '../../model/audit.ts';
import { NO_MILESTONE } from '../../model/milestone-id.ts';
import { printOverall, verdictSign, verdictWords } from '../format/labels.ts';
import { closing } from '../format/merging.ts';
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
      [strong('Verdict:'), ' ', prose([closing(audit), nextStep(audit)].filter(Boolean).join(' '))],
    ]),
  ],
};

function statusLabel({ milestone }: Audit): string {
  return milestone === NO_MILESTONE ? 'Status:' : `${milestone} status:`;
}

function nextStep({ outcome, next_milestone: next }: Audit): string {
  switch (outcome) {
    case 'COMPLETE':
      return next === '' ? '' : `Proceed to ${next}.`;
    case 'INCOMPLETE':
      return 'Fix what fails, or defer it with an owner and an exit criterion.';
    case 'INSUFFICIENT_EVIDENCE':
      return 'Add the missing evidence.';
    case 'PREVIEW':
      return 'Audit the pull request on GitHub.';
    case 'PENDING':
      return '';
  }
  outcome satisfies never;
  return '';
}
