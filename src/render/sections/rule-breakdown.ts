import type { Audit, AuditRule } from '../../model/audit.ts';
import { LEVEL_NAMES } from '../../model/verdict.ts';
import { boundedTable } from '../format/bounded-table.ts';
import { citeAll } from '../format/cite.ts';
import type { Part } from '../format/section.ts';
import { code, type Inline, prose, strong } from '../markdown/inline.ts';

export const ruleBreakdown: Part = {
  id: 'rule-breakdown',
  heading: () => '3.1 Rule by Rule',
  keep: 'fold',
  body: (audit) =>
    boundedTable(
      ['Category', 'Rule', 'Level', 'Measured', 'Proof'],
      inCategories(audit).map(([category, rule]) => [
        category,
        code(rule.id),
        levelCell(rule),
        measuredCell(rule),
        citeAll(rule.proof),
      ]),
    ),
};

/** The rules category by category, then those that only gates and invariants look at. */
function inCategories({ categories, rules }: Audit): readonly (readonly [string, AuditRule])[] {
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const placed = categories.flatMap(({ title, rules: ids }) =>
    ids.flatMap((id) => byId.get(id) ?? []).map((rule) => [title, rule] as const),
  );
  const seen = new Set(placed.map(([, { id }]) => id));
  const rest = rules.filter(({ id }) => !seen.has(id));
  return [...placed, ...rest.map((rule) => ['not scored', rule] as const)];
}

function levelCell({ state, level }: AuditRule): Inline {
  switch (state) {
    case 'level':
      return level === null ? '–' : `${level} ${LEVEL_NAMES[level]}`;
    case 'unknown':
      return strong('unknown');
    case 'not-applicable':
      return 'not applicable';
    case 'off':
      return 'switched off';
  }
  state satisfies never;
  return '';
}

function measuredCell(rule: AuditRule): Inline {
  const words = rule.unknown_because ?? rule.reason ?? rule.measured;
  const lifted = rule.deferrals.length === 0 ? '' : `; lifted by ${rule.deferrals.join(', ')}`;
  const set = rule.configured === undefined ? '' : `; configured: ${rule.configured}`;
  return prose(`${words}${lifted}${set}`);
}
