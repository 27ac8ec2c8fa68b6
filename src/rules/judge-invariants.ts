import type { Finding, Level } from '../model/verdict.ts';
import { leveled, notApplicable, unknown } from './finding.ts';
import type { CheckedInvariant } from './invariant-check.ts';
import { plural } from './plural.ts';

/**
 * The finding of the rule `invariants`: 5 when all declared ones held, 1 with one broken, 0 with
 * more. One that cannot be checked makes the whole unknown unless another is broken, because a
 * broken invariant stays broken whatever else is unknown.
 */
export function judgeInvariants(checked: readonly CheckedInvariant[]): Finding {
  if (checked.length === 0) return notApplicable('no invariant is declared');
  const broken = checked.filter(({ state }) => state === 'broken');
  const open = checked.find(({ state }) => state === 'unknown');
  if (broken.length === 0 && open !== undefined) return unknown(`${open.title}: ${open.evidence}`);
  const level: Level = broken.length === 0 ? 5 : broken.length === 1 ? 1 : 0;
  const held = checked.filter(({ state }) => state === 'held').length;
  const proof = checked.flatMap(({ title, state, evidence, proof: own }) => ({
    text: `${title}: ${state} (${evidence})`,
    source: own[0]?.source ?? { what: title },
  }));
  return leveled({
    level,
    measured: `${held} of ${plural(checked.length, 'invariant')} held`,
    proof,
    flaws: broken.map(({ title, evidence, proof: own }) => ({
      key: `invariant:${title}`,
      severity: 'high',
      observation: `The invariant “${title}” is broken: ${evidence}.`,
      ...(own[0] === undefined ? {} : { source: own[0].source }),
    })),
  });
}
