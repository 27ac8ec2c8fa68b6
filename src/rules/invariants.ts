import { defineRule } from '../model/rule.ts';
import type { Finding, Level } from '../model/verdict.ts';
import { leveled, notApplicable, unknown } from './finding.ts';
import type { CheckedInvariant } from './invariant-check.ts';
import { plural } from './plural.ts';

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

/**
 * The finding over all checked invariants. One that could not be checked leaves the whole unknown;
 * beside a broken one it counts as broken too, so that missing evidence cannot excuse anything.
 */
export function judgeInvariants(checked: readonly CheckedInvariant[]): Finding {
  if (checked.length === 0) return notApplicable('no invariant is declared');
  const broken = checked.filter(({ state }) => state === 'broken');
  const open = checked.filter(({ state }) => state === 'unknown');
  if (open[0] !== undefined && broken.length === 0) {
    return unknown(`${open[0].title}: ${open[0].evidence}`);
  }
  const level: Level = broken.length === 0 ? 5 : broken.length + open.length === 1 ? 1 : 0;
  return leveled({
    level,
    measured: `${checked.length - broken.length - open.length} of ${plural(checked.length, 'invariant')} held`,
    proof: checked.flatMap(({ title, proof }) =>
      proof.slice(0, 3).map(({ text, source }) => ({ text: `${title}: ${text}`, source })),
    ),
    flaws: broken.map(({ title, evidence, proof }) => ({
      key: `broken:${title}`,
      severity: 'high',
      observation: `${title} is broken: ${evidence}.`,
      ...(proof[0] === undefined ? {} : { source: proof[0].source }),
    })),
  });
}
