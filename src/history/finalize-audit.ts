import { createHash } from 'node:crypto';
import { withoutHistory } from '../audit-chain/read-audit-row.ts';
import type { Audit } from '../model/audit.ts';
import { renderJson } from '../model/audit-json.ts';
import { present } from '../model/evidence.ts';
import type { EvidenceFile } from '../model/evidence-file.ts';
import type { HistoryEntry, OwnHistory } from '../model/trend.ts';
import { RULES, RULES_VERSION } from '../rules/registry.ts';
import { composeAudit } from '../scoring/compose-audit.ts';

/** Earlier states kept; a milestone audited more often keeps its newest. */
const MAX_ENTRIES = 200;

/**
 * The bundle with this milestone's history as the audit will show it. When the audit says what the
 * one before it said, it is that audit, and takes over its history unchanged: the same evidence gives
 * the same bytes however often it is audited. Else the one before becomes an entry.
 */
export function updateHistory(
  bundle: EvidenceFile,
  jsonOf: (bundle: EvidenceFile) => string,
): EvidenceFile {
  const { history, ...others } = bundle.evidence;
  if (history?.state !== 'present') return bundle;
  const { entries, replaced } = history.value;
  const kept = withEntries(bundle, history.source, entries);
  if (replaced === undefined) return kept;
  const digest = createHash('sha256')
    .update(withoutHistory(jsonOf(kept)))
    .digest('hex');
  if (digest !== replaced.digest) {
    return withEntries(bundle, history.source, [...entries, replaced.entry].slice(-MAX_ENTRIES));
  }
  // Without entries the bundle is the one of the first audit, to the byte.
  const first = { state: 'absent', why: 'there is no earlier audit in the repository' } as const;
  return entries.length > 0 ? kept : { ...bundle, evidence: { ...others, history: first } };
}

function withEntries(
  bundle: EvidenceFile,
  source: { readonly what: string },
  entries: readonly HistoryEntry[],
): EvidenceFile {
  const value: OwnHistory = { entries };
  return { ...bundle, evidence: { ...bundle.evidence, history: present(value, source) } };
}

/**
 * The audit of what was collected, and the bundle with the milestone's own history as the audit shows
 * it. One that is settled already stays as it is: a saved bundle gives the audit it was saved with.
 */
export function finalizeAudit(
  collected: EvidenceFile,
  version: string,
): { readonly evidence: EvidenceFile; readonly audit: Audit } {
  const tool = { version, rulesVersion: RULES_VERSION };
  const composed = (one: EvidenceFile): Audit => composeAudit(one, RULES, tool);
  const evidence = updateHistory(collected, (one) => renderJson(composed(one)));
  return { evidence, audit: composed(evidence) };
}
