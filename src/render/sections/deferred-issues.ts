import type { Audit } from '../../model/audit.ts';
import type { AuditDeferral } from '../../model/deferral.ts';
import { boundedTable } from '../format/bounded-table.ts';
import type { Chapter } from '../format/section.ts';
import { type Blocks, list, paragraph } from '../markdown/block.ts';
import { code, type Inline, prose, strong } from '../markdown/inline.ts';

export const deferredIssues: Chapter = {
  id: 'deferred-issues',
  heading: () => 'Appendix A. Deferred Issues Registry',
  keep: 'fold',
  body: (audit) => {
    const blocks = [...deferralTable(audit), ...registryChanges(audit)];
    if (blocks.length === 0 || audit.registry === null) return blocks;
    return [paragraph('As quoted from ', code(audit.registry.path), '.'), ...blocks];
  },
};

/** What is overdue first, then what lifted a level, then the rest. */
export function deferralTable({ deferrals }: Audit): readonly Blocks[] {
  const rows = [...deferrals]
    .sort((a, b) => rank(b) - rank(a))
    .map((one) => [
      code(one.id),
      prose(one.issue),
      prose(one.covers),
      reasons(one),
      one.owner,
      `${one.discovered} → ${one.until}`,
      prose(one.exit),
      state(one),
    ]);
  return boundedTable(
    ['ID', 'Issue', 'Covers', 'Reason', 'Owner', 'Since → until', 'Exit criterion', 'State'],
    rows,
  );
}

/** Why it was put off, and why it still stands. */
function reasons({ reason, justified = [] }: AuditDeferral): Inline {
  return prose([reason, ...justified.map((one) => `${one.milestone}: ${one.reason}`)].join('; '));
}

function rank({ state: live, used, aged }: AuditDeferral): number {
  if (live === 'expired') return 3;
  if (live === 'resolved') return 0;
  return aged === true || used ? 2 : 1;
}

function state(deferral: AuditDeferral): Inline {
  const { state: live, proposed, aged, age, resolved_in, resolved_by } = deferral;
  if (live === 'resolved') {
    const because = resolved_by == null ? '' : `: ${resolved_by}`;
    return prose(`resolved in ${resolved_in ?? 'an earlier audit'}${because}`);
  }
  const words = `${live}${effectOf(deferral)}${proposed ? ', proposed here' : ''}`;
  const old = aged === true ? `, ${age} milestones old: justify it again` : '';
  return live === 'expired' || old !== '' ? strong(prose(words + old)) : words;
}

/** An entry that excuses nothing is said: what it named is mended, or is called otherwise now. */
function effectOf({ state: live, used }: AuditDeferral): string {
  if (used) return ', used here';
  return live === 'live' ? ', matches nothing here' : '';
}

/** Entries that are gone or were reworded: the registry may only grow. */
export function registryChanges({ registry }: Audit): readonly Blocks[] {
  const { lost = [], altered = [] } = registry ?? {};
  return [
    ...(lost.length === 0
      ? []
      : [paragraph(strong('Lost from the registry:'), ' ', lost.join(', '))]),
    ...(altered.length === 0
      ? []
      : [paragraph(strong('Changed entries:')), list(altered.map((one) => prose(one)))]),
  ];
}
