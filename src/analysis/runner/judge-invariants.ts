import { plural } from '../../lib/plural.ts';
import type { Finding, Level } from '../../model/verdict.ts';
import { leveled, notApplicable, unknown } from '../verdict-builders/finding.ts';
import type { CheckedInvariant } from './invariant-check.ts';

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
