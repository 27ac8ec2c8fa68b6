import { quantity, sentence } from '../../lib/format.ts';
import type { Audit } from '../../model/audit.ts';
import { NO_MILESTONE } from '../../model/milestone-id.ts';
import { printOverall, VERDICT_SIGNS, verdictSentence } from '../format/labels.ts';
import type { Section } from '../format/section.ts';
import { type Inline, list, paragraph, prose, strong } from '../markdown/tree.ts';

export const auditOutcome: Section = {
  id: 'audit-outcome',
  heading: () => '7. Audit Outcome',
  keep: 'always',
  body: (audit) => [
    list([
      [strong(statusLabel(audit)), ` ${audit.outcome}`],
      [strong('Audit score:'), ` ${printOverall(audit.score)}`],
      [strong('Verdict:'), ` ${VERDICT_SIGNS[audit.verdict]} ${audit.verdict}`],
      [strong('Gates:'), ` ${gateCounts(audit)}`],
    ]),
    paragraph(strong(verdictSentence(audit)), why(audit), ` ${nextStep(audit)}`),
  ],
};

function statusLabel({ milestone }: Audit): string {
  return milestone === NO_MILESTONE ? 'Status:' : `${milestone} status:`;
}

/** Repeats the reason if the milestone does not close: many readers look only at this section. */
function why({ outcome, reason }: Audit): Inline {
  return outcome === 'COMPLETE' ? '' : [' ', prose(sentence(reason))];
}

/** Returns `2 passed, 2 passed by deferral, 3 not applicable`. */
function gateCounts({ gates }: Audit): string {
  const words = {
    passed: 'passed',
    deferred: 'passed by deferral',
    failed: 'failed',
    'not-evaluated': 'not evaluated',
    'not-applicable': 'not applicable',
  };
  return Object.entries(words)
    .map(([state, word]) => ({ word, count: gates.filter((gate) => gate.state === state).length }))
    .filter(({ count }) => count > 0)
    .map(({ word, count }) => `${count} ${word}`)
    .join(', ');
}

function nextStep({ outcome, verdict, next_milestone, deferrals }: Audit): string {
  const used = deferrals.filter((one) => one.used).length;
  switch (outcome) {
    case 'COMPLETE': {
      if (next_milestone === '') return '';
      const debts =
        verdict === 'green' || used === 0 ? '' : `, and take ${quantity(used, 'deferral')} along`;
      return `Proceed to ${next_milestone}${debts}.`;
    }
    case 'INCOMPLETE':
      return 'Mend what failed, or defer it in the registry with an owner and an exit criterion, and audit again.';
    case 'INSUFFICIENT_EVIDENCE':
      return 'Bring the missing evidence, and audit again.';
    case 'PENDING':
      return 'It is audited again when the unfinished runs have ended.';
  }
  outcome satisfies never;
  return '';
}
