import type { Audit } from '../../model/audit.ts';
import type { AuditDeferral } from '../../model/deferral.ts';
import { boundedTable, type Subsection } from '../format/section.ts';
import {
  type Blocks,
  code,
  type Inline,
  list,
  paragraph,
  prose,
  strong,
} from '../markdown/tree.ts';

export const deferredIssues: Subsection = {
  id: 'deferred-issues',
  heading: () => 'Deferral Registry',
  keep: 'fold',
  body: (audit) => {
    const blocks = [...deferralTable(audit), ...registryChanges(audit)];
    if (blocks.length === 0 || audit.registry === null) return blocks;
    return [paragraph('Quoted from ', code(audit.registry.path), '.'), ...blocks];
  },
};

/** Returns the registry as a table: expired entries first, then used or old ones, then the rest. */
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
      stateCell(one),
    ]);
  return boundedTable(
    ['ID', 'Issue', 'Covers', 'Reason', 'Owner', 'Since → until', 'Exit criterion', 'State'],
    rows,
  );
}

/** Returns the reason for the deferral and every later justification. */
function reasons({ reason, justified = [] }: AuditDeferral): Inline {
  return prose([reason, ...justified.map((one) => `${one.milestone}: ${one.reason}`)].join('; '));
}

/** Returns the sort key of an entry; higher comes first. */
function rank({ state, used, aged }: AuditDeferral): number {
  if (state === 'expired') return 3;
  if (state === 'resolved') return 0;
  return aged === true || used ? 2 : 1;
}

function stateCell(deferral: AuditDeferral): Inline {
  const { state, proposed, aged, age, resolved_in, resolved_by } = deferral;
  if (state === 'resolved') {
    const because = resolved_by == null ? '' : `: ${resolved_by}`;
    return prose(`resolved in ${resolved_in ?? 'an earlier audit'}${because}`);
  }
  const words = `${state}${effectOf(deferral)}${proposed ? ', proposed here' : ''}`;
  const old = aged === true ? `, ${age} milestones old: justify it again` : '';
  return state === 'expired' || old !== '' ? strong(prose(words + old)) : words;
}

/** An entry without effect is named: its issue is fixed, or has another name now. */
function effectOf({ state, used }: AuditDeferral): string {
  if (used) return ', used here';
  return state === 'live' ? ', matches nothing here' : '';
}

/** Returns the entries that were removed or changed. A registry is append-only. */
export function registryChanges({ registry }: Audit): readonly Blocks[] {
  const { lost = [], altered = [] } = registry ?? {};
  return [
    ...(lost.length === 0
      ? []
      : [paragraph(strong('Removed from the registry:'), ' ', lost.join(', '))]),
    ...(altered.length === 0
      ? []
      : [paragraph(strong('Changed entries:')), list(altered.map((one) => prose(one)))]),
  ];
}
