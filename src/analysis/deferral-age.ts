import type { Deferral } from '../model/deferral.ts';
import { compareMilestones, sameSeries } from '../model/milestone-id.ts';

/**
 * Milestones since an entry was discovered, or was last justified again, by their numbers;
 * `undefined` where the ids are of two series, which say nothing of time.
 */
export function deferralAge(
  { discovered, justified = [] }: Pick<Deferral, 'discovered' | 'justified'>,
  milestone: string,
): number | undefined {
  const dates = [discovered, ...justified.map((one) => one.milestone)]
    .filter((id) => sameSeries(id, milestone) && compareMilestones(id, milestone) <= 0)
    .sort(compareMilestones);
  const newest = dates.at(-1);
  if (newest === undefined) return sameSeries(discovered, milestone) ? 0 : undefined;
  return numberOf(milestone) - numberOf(newest);
}

function numberOf(id: string): number {
  return Number(/(\d+)(?:[A-Za-z]|[._]\d+)*$/.exec(id)?.[1] ?? 0);
}
