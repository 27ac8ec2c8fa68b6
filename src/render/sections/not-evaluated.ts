import type { Audit } from '../../model/audit.ts';
import { boundedTable, type Section } from '../format/section.ts';
import { type Blocks, list, paragraph, prose } from '../markdown/tree.ts';

export const notEvaluated: Section = {
  id: 'not-evaluated',
  heading: () => 'Appendix D. Not Evaluated',
  keep: 'fold',
  body: (audit) => [...unmeasured(audit), ...notices(audit)],
};

/** Returns what was not evaluated, grouped by reason: one missing source often affects several rules. */
export function unmeasured({ not_evaluated }: Audit): readonly Blocks[] {
  const byReason = new Map<string, string[]>();
  for (const { what, why } of not_evaluated) {
    byReason.set(why, [...(byReason.get(why) ?? []), what]);
  }
  return boundedTable(
    ['What', 'Why'],
    [...byReason].map(([why, what]) => [prose(what.join(', ')), prose(why)]),
  );
}

/** Returns the notices of collecting: what it could not do, or had to choose. */
export function notices({ notices: all }: Audit): readonly Blocks[] {
  if (all.length === 0) return [];
  return [paragraph('Noticed on the way:'), list(all.map((one) => prose(one)))];
}
