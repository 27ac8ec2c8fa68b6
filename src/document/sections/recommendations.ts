import { paragraph } from '../../markdown/block.ts';
import type { Chapter } from '../part.ts';
import { actionPlan } from './action-plan.ts';
import { topIssues } from './top-issues.ts';

export const recommendations: Chapter = {
  id: 'recommendations',
  heading: ({ next_milestone: next }) =>
    next === '' ? '6. Recommendations' : `6. Recommendations for ${next}`,
  keep: 'always',
  body: (audit) => {
    const quiet = [...topIssues.body(audit), ...actionPlan.body(audit)].length === 0;
    return quiet
      ? [paragraph('No rule asks for more: none was measured below 5, and no deferral is due.')]
      : [];
  },
  parts: [topIssues, actionPlan],
};
