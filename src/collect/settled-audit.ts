import { renderJson } from '../document/audit-json.ts';
import type { Audit } from '../model/audit.ts';
import type { Bundle } from '../model/bundle.ts';
import { settleHistory } from '../programme/settle-history.ts';
import { RULES, RULES_VERSION } from '../rules/registry.ts';
import { composeAudit } from '../score/compose-audit.ts';

/**
 * The audit of what was collected, and the bundle with the milestone's own history as the audit shows
 * it. One that is settled already stays as it is: a saved bundle gives the audit it was saved with.
 */
export function settledAudit(
  collected: Bundle,
  version: string,
): { readonly bundle: Bundle; readonly audit: Audit } {
  const tool = { version, rulesVersion: RULES_VERSION };
  const composed = (one: Bundle): Audit => composeAudit(one, RULES, tool);
  const bundle = settleHistory(collected, (one) => renderJson(composed(one)));
  return { bundle, audit: composed(bundle) };
}
