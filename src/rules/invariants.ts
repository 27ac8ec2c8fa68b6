import { defineRule } from '../model/rule.ts';
import { checkInvariant } from './invariant-check.ts';
import { judgeInvariants } from './judge-invariants.ts';

/**
 * Judged on its own, the rule sees no other rule's level: invariants that rest on one are unknown
 * here. The score judges it after all others, with their levels.
 */
export const invariants = defineRule({
  id: 'invariants',
  title: 'Declared invariants',
  needs: [],
  uses: ['changes', 'declaredFiles', 'runs'],
  levels: [
    'two or more declared invariants are broken',
    'one declared invariant is broken',
    'not given: an invariant holds or is broken',
    'not given: an invariant holds or is broken',
    'not given: an invariant holds or is broken',
    'every declared invariant held',
  ],
  remediation: {
    recommendation:
      'Restore what the invariant protects, or change its declaration in a reviewed commit of its own.',
    minutes: 60,
    guardrail: 'Check the invariant in a required job, so that it breaks before the merge.',
    rollback: 'Revert the change that broke it.',
    area: 'GOV',
  },
  judge(evidence, { config, milestone }) {
    const given = { evidence: evidence as never, levels: new Map(), milestone };
    return judgeInvariants(config.invariants.map((invariant) => checkInvariant(invariant, given)));
  },
});
