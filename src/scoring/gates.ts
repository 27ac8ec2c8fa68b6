import { parseCondition } from '../config/condition.ts';
import type { AuditGate, GateState } from '../model/audit.ts';
import type { GateConfig } from '../model/config.ts';
import { type CheckedCondition, checkCondition, type GateContext } from './check-condition.ts';

/**
 * Evaluates the gates (contract, section 1): all conditions are checked, then folded. Failing beats
 * not evaluated, which beats deferred; a gate of which nothing applies is not applicable.
 */
export function evaluateGates(
  gates: readonly GateConfig[],
  context: GateContext,
): readonly AuditGate[] {
  return gates.map((gate) => {
    const checked = gate.when
      .map((text) => check(text, context))
      .filter((one) => one.state !== 'left-out');
    return {
      title: gate.title,
      state: fold(checked),
      conditions: checked.map((one) => ({
        text: one.text,
        holds: heldOf(one),
        level: 'level' in one ? one.level : null,
      })),
      evidence: sentence(checked),
    };
  });
}

type Kept = Exclude<CheckedCondition, { readonly state: 'left-out' }>;

function check(text: string, context: GateContext): CheckedCondition {
  const parsed = parseCondition(text, 'any');
  if (parsed.state === 'invalid') {
    throw new Error(`a gate's condition was not checked: ${text}: ${parsed.why}`);
  }
  return checkCondition(text, parsed.condition, context);
}

function fold(checked: readonly Kept[]): GateState {
  if (checked.length === 0) return 'not-applicable';
  if (checked.some((one) => one.state === 'fails' || (one.state === 'unknown' && one.required)))
    return 'failed';
  if (checked.some((one) => one.state === 'unknown')) return 'not-evaluated';
  return checked.some((one) => one.state === 'holds-deferred') ? 'deferred' : 'passed';
}

function heldOf(one: Kept): boolean | null {
  return one.state === 'unknown' ? null : one.state !== 'fails';
}

const ORDER: Readonly<Record<Kept['state'], number>> = {
  fails: 0,
  unknown: 1,
  'holds-deferred': 2,
  holds: 3,
};

/** What decided: of a gate that does not simply pass, only the conditions that keep it from it. */
function sentence(checked: readonly Kept[]): string {
  if (checked.length === 0) return 'no rule of this gate applies';
  const worst = Math.min(...checked.map(({ state }) => ORDER[state]));
  return checked
    .filter(({ state }) => ORDER[state] === worst)
    .reduce<readonly Said[]>(joined, [])
    .map(({ subjects, because }) => [subjects.join(', '), because].filter(Boolean).join(': '))
    .join('; ');
}

interface Said {
  readonly subjects: readonly string[];
  readonly because: string;
}

/** Several rules that are unknown for one reason share it. */
function joined(said: readonly Said[], { because }: Kept): readonly Said[] {
  const [, subject, why] = /^([\w.-]+): (.+)$/s.exec(because) ?? [];
  if (subject === undefined || why === undefined) return [...said, { subjects: [], because }];
  const same = said.find((one) => one.because === why && one.subjects.length > 0);
  if (same === undefined) return [...said, { subjects: [subject], because: why }];
  return said.map((one) => (one === same ? { ...one, subjects: [...one.subjects, subject] } : one));
}
