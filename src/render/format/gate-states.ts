import type { Audit, AuditGate } from '../../model/audit.ts';

/** Returns the gates that can keep the audit from passing. */
export function applicableGates({ gates }: Audit): readonly AuditGate[] {
  return gates.filter(
    ({ optional, state }) => optional === undefined && state !== 'not-applicable',
  );
}

/** Returns the gates of one state that block, in the order of the config. */
export function blockingGates(audit: Audit, state: AuditGate['state']): readonly AuditGate[] {
  return applicableGates(audit).filter((gate) => gate.state === state);
}

/** Returns the optional gates that do not pass; they are shown and do not block. */
export function optionalGates({ gates }: Audit): readonly AuditGate[] {
  return gates.filter(
    ({ optional, state }) =>
      optional !== undefined && (state === 'failed' || state === 'not-evaluated'),
  );
}

/** Returns the ids of the rules in the conditions of a gate that do not hold. */
export function failedIds(
  { conditions }: AuditGate,
  holds: boolean | null = false,
): readonly string[] {
  return conditions
    .filter((condition) => condition.holds === holds)
    .map(({ text }) => text.split(' ')[0] ?? '');
}
