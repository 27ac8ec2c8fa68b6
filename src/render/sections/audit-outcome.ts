import { quantity, sentence } from '../../lib/format.ts';
import type { Audit } from '../../model/audit.ts';
import { printOverall, verdictSign, verdictWords } from '../format/labels.ts';
import type { Section } from '../format/section.ts';
import { type Inline, list, paragraph, prose, strong } from '../markdown/tree.ts';

export const auditOutcome: Section = {
  id: 'audit-outcome',
  heading: () => '7. Audit Outcome',
  keep: 'always',
  body: (audit) => [
    list([
      [strong('Audit score:'), ` ${printOverall(audit)}`],
      [strong('Verdict:'), ` ${verdictSign(audit)} ${verdictWords(audit)}`],
      [strong('Gates:'), ` ${gateCounts(audit)}`],
    ]),
    paragraph(why(audit), nextStep(audit)),
  ],
};

/** Repeats the reason if the milestone does not close: many readers look only at this section. */
function why({ outcome, reason }: Audit): Inline {
  return outcome === 'COMPLETE' ? '' : [prose(sentence(reason)), ' '];
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
      return 'Fix what failed, or defer it in the registry with an owner and an exit criterion, and audit again.';
    case 'INSUFFICIENT_EVIDENCE':
      return 'Add the missing evidence, and audit again.';
    case 'PREVIEW':
      return 'Collect the rest from GitHub for a verdict.';
    case 'PENDING':
      return 'It is audited again when the unfinished runs have ended.';
  }
  outcome satisfies never;
  return '';
}
