import type { AuditPlaces } from '../../model/audit-paths.ts';
import { type BelowGenerated, touchesOnlyGenerated } from './below-generated.ts';
import type { Trigger } from './trigger.ts';

/**
 * The policy ref as the audit states it. The audit's own commits on top of what is audited are left
 * out: they change no policy, and naming them would change the bytes of the next audit, which would
 * then commit again, without end.
 */
export async function policyCommit(
  { head, occasion, policy, reads }: Trigger,
  { audited }: BelowGenerated,
  places: AuditPlaces,
): Promise<string> {
  if (policy.sha === head.sha) return audited.sha;
  if (occasion.kind !== 'merged') return policy.sha;
  const since = await reads.compare(head.sha, policy.sha);
  if (!since.ok || since.value.truncated || since.value.files.length === 0) return policy.sha;
  const own = since.value.files.every((file) => touchesOnlyGenerated(file, places));
  return own ? audited.sha : policy.sha;
}
