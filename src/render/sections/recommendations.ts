import { quantity } from '../../lib/quantity.ts';
import type { Audit } from '../../model/audit.ts';
import type { Chapter } from '../format/section.ts';
import { paragraph } from '../markdown/block.ts';
import { actionPlan } from './action-plan.ts';
import { topIssues } from './top-issues.ts';

/** Nothing to mend is no praise where little was seen: then evidence is what is asked for. */
function nothingAsked({ measured_rules, not_evaluated }: Audit): string {
  const unknown = quantity(not_evaluated.length, 'rule');
  if (not_evaluated.length === 0)
    return 'No rule asks for more: none was measured below 5, and no deferral is due.';
  return measured_rules.measured === 0
    ? `Bring evidence first: none of ${unknown} could be evaluated, and appendix D says what each lacks.`
    : `No rule that could be measured asks for more. Bring evidence for the others: ${unknown} could not be evaluated, see appendix D.`;
}

export const recommendations: Chapter = {
  id: 'recommendations',
  heading: ({ next_milestone: next }) =>
    next === '' ? '6. Recommendations' : `6. Recommendations for ${next}`,
  keep: 'always',
  body: (audit) => {
    const quiet = [...topIssues.body(audit), ...actionPlan.body(audit)].length === 0;
    return quiet ? [paragraph(nothingAsked(audit))] : [];
  },
  parts: [topIssues, actionPlan],
};
