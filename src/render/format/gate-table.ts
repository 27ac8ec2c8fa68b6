import { openWords } from '../../analysis/fold.ts';
import { fittingClauses, quantity } from '../../lib/format.ts';
import type { Audit, AuditGate, AuditRule } from '../../model/audit.ts';
import { type Blocks, type Inline, prose, table, text } from '../markdown/tree.ts';
import { blockingGates, failedIds, optionalGates } from './gate-states.ts';
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
  const named = rules.filter(({ id }) => ids.includes(id));
  const words = named.map((rule) => (gate.state === 'failed' ? rule.measured : knownWords(rule)));
  const missing = gate.state === 'failed' ? [] : named.flatMap(({ open }) => open);
  const known = [...words, missingWords(missing)].filter((word) => word !== '').join('; ');
  return prose(fittingClauses(known === '' ? gate.evidence : known, MEASURED_LENGTH));
}

/** Returns the measured words without what was not verified: the list above the table has the reasons. */
function knownWords({ measured: words, open }: AuditRule): string {
  const known = openWords(open).reduce((rest, part) => rest.replace(part, ''), words);
  return known
    .split('; ')
    .filter((clause) => clause.trim() !== '')
    .join('; ');
}

/** Maximum length of the names of what is missing, in characters. */
const MAX_MISSING = 120;

type Condition = AuditGate['conditions'][number];

function missingWords(open: AuditRule['open']): string {
  const names = [...new Set(open.map(({ what }) => what))];
  if (names.length === 0) return '';
  const all = names.join(', ');
  return `not verified: ${all.length <= MAX_MISSING ? all : quantity(names.length, 'value')}`;
}

/** Returns the conditions that are not met, with the level of each rule. */
function required({ rules }: Audit, { state, conditions }: AuditGate): Inline {
  const wanted = state === 'failed' ? false : null;
  const words = conditions
    .filter(({ holds }) => holds === wanted)
    .map((condition) => {
      const [id = '', operator = '', ...value] = condition.text.split(' ');
      const rule = rules.find((one) => one.id === id);
      const sign = SIGNS[operator] ?? operator;
      const bound = [sign, ...value].filter((part) => part !== '').join(' ');
      const now = reachedLevel(condition);
      return rule === undefined ? `${id} ${bound}${now}` : `${rule.title}: level ${bound}${now}`;
    });
  return prose(words.join('; '));
}

function reachedLevel({ text, holds, level, level_max: most }: Condition): string {
  if (level === null) return '';
  const range = level === most ? level : `${level}–${most}`;
  // One exact level that does not fail a number: the step that decides did not run.
  const isStopped = holds === null && level === most && / \d[\d.]*$/.test(text);
  return isStopped ? ` (${range} until its step runs)` : ` (now ${range})`;
}

/** Signs that people read; a level that has to be one value needs none. */
const SIGNS: Readonly<Record<string, string>> = { '>=': '≥', '<=': '≤', '==': '', '!=': 'not' };
