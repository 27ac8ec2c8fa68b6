import type { Audit } from '../../model/audit.ts';
import { boundedTable } from '../format/bounded-table.ts';
import type { Chapter } from '../format/section.ts';
import { type Blocks, list, paragraph } from '../markdown/block.ts';
import { prose } from '../markdown/inline.ts';

export const notEvaluated: Chapter = {
  id: 'not-evaluated',
  heading: () => 'Appendix D. Not Evaluated',
  keep: 'fold',
  body: (audit) => [...unmeasured(audit), ...notices(audit)],
};

/** By reason: one thing that is missing often leaves several rules unknown. */
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

/** What collecting could not do or had to choose; the rest of the audit went on. */
export function notices({ notices: said }: Audit): readonly Blocks[] {
  if (said.length === 0) return [];
  return [paragraph('Noticed on the way:'), list(said.map((one) => prose(one)))];
}
