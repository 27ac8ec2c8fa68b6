import { defineRule } from '../analysis/runner.ts';
import { quantity } from '../lib/format.ts';
import type { EvidenceSet } from '../model/evidence-file.ts';
import type { Item, LevelsContext } from '../model/rule.ts';
import type { Flaw } from '../model/verdict.ts';
import { type CheckedInvariant, checkInvariant } from './check-invariant.ts';

export const invariants = defineRule({
  id: 'invariants',
  title: 'Invariants',
  needs: [],
  levels: [
    'two or more declared invariants are broken',
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
  deferralCap: 3,
  needsLevels: true,
  inapplicable: ({ config }) =>
    config.invariants.length === 0 ? 'no invariant is declared' : undefined,
  table: {
    states: ['broken', 'held'],
    level(count) {
      if (count('broken') === 0) return 5;
      return count('broken') === 1 ? 1 : 0;
    },
  },
  judge(evidence, context) {
    const checked = checkInvariants(evidence, context);
    const held = checked.filter(({ state }) => state === 'held').length;
    return {
      items: checked.flatMap(itemsOf),
      measured: `${held} of ${quantity(checked.length, 'invariant')} held`,
    };
  },
});

/** Checks every invariant of the config and returns the results in its order. */
export function checkInvariants(
  evidence: EvidenceSet,
  { config, milestone, findings }: Pick<LevelsContext, 'config' | 'milestone' | 'findings'>,
): readonly CheckedInvariant[] {
  return config.invariants.map((one) => checkInvariant(one, evidence, findings, milestone));
}

function itemsOf(checked: CheckedInvariant): readonly Item<'broken' | 'held'>[] {
  const { title, state, evidence } = checked;
  const proof = checked.proof
    .slice(0, 3)
    .map(({ text, source }) => ({ text: `${title}: ${text}`, source }));
  switch (state) {
    case 'held':
      return [{ worst: 'held', best: 'held', proof }];
    case 'open': {
      // It is one invariant, however much evidence of it is missing; what only waits comes last.
      const open = checked.open.find(({ wait }) => wait === undefined) ?? checked.open[0];
      return open === undefined ? [] : [{ worst: 'broken', best: 'held', proof, open }];
    }
    case 'broken': {
      const observation = `${title} is broken: ${evidence}.`;
      const source = proof[0] === undefined ? {} : { source: proof[0].source };
      const flaw: Flaw = {
        key: `broken:${title}`,
        severity: 'high',
        observation,
        ...source,
        ...checked.because,
        ...(checked.because?.cause !== undefined && { effect: true }),
      };
      return [{ worst: 'broken', best: 'broken', proof, flaw: () => flaw }];
    }
  }
  state satisfies never;
  throw new Error('an invariant is held, broken or open');
}
