import { fittingClauses, quantity } from '../../lib/format.ts';
import type { Audit, AuditGate } from '../../model/audit.ts';
import { type Blocks, type Inline, prose, table, text } from '../markdown/tree.ts';
import { blockingGates, failedIds, optionalGates } from './decision.ts';
import { gateLabel } from './labels.ts';

/** Maximum gates in the table; the appendix has all. */
export const MAX_GATES = 6;
/** Length of the measured values of a gate in characters, unless one value is longer. */
const MEASURED_LENGTH = 240;

/** Returns the gates that do not pass: blocking ones first, then optional ones. */
export function notPassing(audit: Audit): readonly AuditGate[] {
  const blocking = [...blockingGates(audit, 'failed'), ...blockingGates(audit, 'not-evaluated')];
  return [...blocking, ...optionalGates(audit)];
}

/** Returns the gates that do not pass with the measured and the required value. */
export function notPassingTable(audit: Audit): readonly Blocks[] {
  const gates = notPassing(audit);
  const rows = gates
    .slice(0, MAX_GATES)
    .map((gate) => [
      text(gate.title, 60),
      `${gateLabel(gate.state)}${gate.optional === undefined ? '' : ' (optional)'}`,
      measured(audit, gate),
      required(audit, gate),
    ]);
  const left = gates.length - rows.length;
  const counted = left > 0 ? [[`and ${quantity(left, 'gate')} more`]] : [];
  return gates.length === 0
    ? []
    : [table(['Gate', 'Result', 'Measured', 'Required'], [...rows, ...counted])];
}

function measured({ rules }: Audit, gate: AuditGate): Inline {
  const ids = failedIds(gate, gate.state === 'failed' ? false : null);
  const words = rules.filter(({ id }) => ids.includes(id)).map((rule) => rule.measured);
  const known = words.filter((word) => word !== '').join('; ');
  return prose(fittingClauses(known === '' ? gate.evidence : known, MEASURED_LENGTH));
}

/** Returns the conditions that are not met, with the level of each rule. */
function required({ rules }: Audit, { state, conditions }: AuditGate): Inline {
  const wanted = state === 'failed' ? false : null;
  const words = conditions
    .filter(({ holds }) => holds === wanted)
    .map(({ text: condition, level, level_max: most }) => {
      const [id = '', ...rest] = condition.split(' ');
      const name = rules.find((rule) => rule.id === id)?.title ?? id;
      const now = level === null ? '' : ` (now ${level === most ? level : `${level}–${most}`})`;
      return `${name} ${rest.join(' ').replace('>=', '≥')}${now}`;
    });
  return prose(words.join('; '));
}
