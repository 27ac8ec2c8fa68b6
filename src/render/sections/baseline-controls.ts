import type { Audit, AuditRule } from '../../model/audit.ts';
import { levelText } from '../../model/verdict.ts';
import { boundedTable, introduced, type Subsection } from '../format/section.ts';
import { code, prose } from '../markdown/tree.ts';

/** The rules by the controls of the OSPS Baseline that they are about. */
export const baselineControls: Subsection = {
  id: 'baseline-controls',
  heading: () => 'OSPS Baseline Controls',
  keep: 'fold',
  body: (audit) =>
    introduced(
      'A level says how well a rule holds here, not whether the project meets the control.',
      boundedTable(['Control', 'Rules and levels'], rowsOf(audit)),
    ),
};

function rowsOf({ rules }: Audit) {
  const controls = [...new Set(rules.flatMap(({ controls: own = [] }) => own))].sort();
  return controls.map((control) => [
    code(control),
    prose(
      rules
        .filter(({ controls: own = [] }) => own.includes(control))
        .map((rule) => `${rule.id} ${levelOf(rule)}`)
        .join(', '),
    ),
  ]);
}

function levelOf({ level, level_max: most, state }: AuditRule): string {
  return level === null || most === null ? state : levelText({ level, most });
}
