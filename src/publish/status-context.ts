import type { StatusPlace } from './status-place.ts';

/** The name to require; audits of one repository are told apart by their key. */
export function statusContext({ statusName, auditKey }: StatusPlace['config']): string {
  return auditKey === '' ? statusName : `${statusName} (${auditKey})`;
}
