import type { Audit } from '../../model/audit.ts';
import { boundedTable, type Subsection } from '../format/section.ts';
import { type Blocks, list, paragraph, prose } from '../markdown/tree.ts';

export const notEvaluated: Subsection = {
  id: 'not-evaluated',
  heading: () => 'Missing Evidence and Notices',
  keep: 'fold',
  body: (audit) => [...missingEvidence(audit), ...notices(audit)],
};

/** Returns the missing evidence, grouped by reason: one missing source often affects several rules. */
export function missingEvidence({ rules }: Audit): readonly Blocks[] {
  const byReason = new Map<string, { readonly what: Set<string>; readonly rules: Set<string> }>();
  for (const { id, open } of rules) {
    for (const { what, why } of open) {
      const group = byReason.get(why) ?? { what: new Set(), rules: new Set() };
      byReason.set(why, group);
      group.what.add(what);
      group.rules.add(id);
    }
  }
  return boundedTable(
    ['Missing', 'Why', 'Rules'],
    [...byReason].map(([why, group]) => [
      prose([...group.what].join(', ')),
      prose(why),
      prose([...group.rules].join(', ')),
    ]),
  );
}

/** Returns the notices of collecting: what it could not do, or had to choose. */
export function notices({ notices: all }: Audit): readonly Blocks[] {
  if (all.length === 0) return [];
  return [paragraph('Notices:'), list(all.map((one) => prose(one)))];
}
