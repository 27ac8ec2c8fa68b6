import { judgeInvariants } from '../analysis/runner/judge-invariants.ts';
import { unknown } from '../analysis/verdict-builders/finding.ts';
import { defineRule } from '../model/rule.ts';

export const invariants = defineRule({
  id: 'invariants',
  title: 'Invariants',
  needs: [],
  levels: [
    'two or more declared invariants are broken, or one is and another could not be checked',
    'one declared invariant is broken',
    '—',
    'broken, under a live deferral of this rule',
    '—',
    'every declared invariant holds',
  ],
  remediation: {
    recommendation:
      'Put back what the invariant protects, or change the invariant in its own pull request.',
    minutes: 60,
    guardrail: 'Declare the invariant before the work that could break it.',
    rollback: 'Revert the change that broke it.',
    area: 'GOV',
  },
  /** Invariants may ask other rules, so this rule is judged from the checked list, after all others. */
  judge(_, { config }) {
    return config.invariants.length === 0
      ? judgeInvariants([])
      : unknown('the invariants were not checked');
  },
});
