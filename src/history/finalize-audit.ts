import { type Audit, renderJson } from '../model/audit.ts';
import type { EvidenceFile } from '../model/evidence-file.ts';
import { RULES, RULES_VERSION } from '../rules/registry.ts';
import { composeAudit } from '../scoring/compose-audit.ts';
import { updateHistory } from './update-history.ts';

/**
 * The audit of what was collected, and the bundle with the milestone's own history as the audit shows
 * it. One that is settled already stays as it is: a saved bundle gives the audit it was saved with.
 */
export function finalizeAudit(
  collected: EvidenceFile,
  version: string,
): { readonly bundle: EvidenceFile; readonly audit: Audit } {
  const tool = { version, rulesVersion: RULES_VERSION };
  const composed = (one: EvidenceFile): Audit => composeAudit(one, RULES, tool);
  const bundle = updateHistory(collected, (one) => renderJson(composed(one)));
  return { bundle, audit: composed(bundle) };
}
