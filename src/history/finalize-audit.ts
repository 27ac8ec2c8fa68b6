import { createHash } from 'node:crypto';
import { withoutHistory } from '../audit-chain/read-audit-row.ts';
import { resultOf } from '../lib/concurrency.ts';
import { type Audit, renderJson } from '../model/audit.ts';
import { none, present } from '../model/evidence.ts';
import type { EvidenceFile } from '../model/evidence-file.ts';
import type { HistoryEntry, OwnHistory } from '../model/history.ts';
import { RULES_VERSION, rulesOf } from '../rules/registry.ts';
import { auditSteps } from '../scoring/compose-audit.ts';

/** Maximum number of earlier states that are kept, the newest. */
const MAX_ENTRIES = 200;

/**
 * Returns, in steps, the evidence with this milestone's history as the audit will show it. An audit equal to the
 * one before keeps its history unchanged: the same evidence gives the same bytes however often it is
 * audited. Otherwise the one before becomes an entry.
 */
export function* historySteps(
  file: EvidenceFile,
  jsonOf: (file: EvidenceFile) => Generator<void, string>,
): Generator<void, EvidenceFile> {
  const { history, ...others } = file.evidence;
  if (history?.state !== 'present') return file;
  const { entries, replaced } = history.value;
  const kept = withEntries(file, history.source, entries);
  if (replaced === undefined) return kept;
  const json = yield* jsonOf(kept);
  const digest = createHash('sha256').update(withoutHistory(json)).digest('hex');
  if (digest !== replaced.digest) {
    return withEntries(file, history.source, [...entries, replaced.entry].slice(-MAX_ENTRIES));
  }
  // Without entries the evidence equals that of the first audit, byte for byte.
  const first = none('there is no earlier audit in the repository', history.source);
  return entries.length > 0 ? kept : { ...file, evidence: { ...others, history: first } };
}

function withEntries(
  file: EvidenceFile,
  source: { readonly what: string },
  entries: readonly HistoryEntry[],
): EvidenceFile {
  const value: OwnHistory = { entries };
  return { ...file, evidence: { ...file.evidence, history: present(value, source) } };
}

/**
 * Returns the audit of the collected evidence, and the evidence with the milestone's history as the
 * audit shows it. Saved evidence with a history stays unchanged and gives the audit it was saved with.
 */
export function finalizeAudit(collected: EvidenceFile, version: string): FinalAudit {
  return resultOf(finalizingSteps(collected, version));
}

interface FinalAudit {
  readonly evidence: EvidenceFile;
  readonly audit: Audit;
}

/** Returns `finalizeAudit` in steps. */
export function* finalizingSteps(
  collected: EvidenceFile,
  version: string,
): Generator<void, FinalAudit> {
  const tool = { version, rulesVersion: RULES_VERSION };
  const composed = (one: EvidenceFile) => auditSteps(one, rulesOf(one.config), tool);
  const evidence = yield* historySteps(collected, function* (one) {
    return renderJson(yield* composed(one));
  });
  return { evidence, audit: yield* composed(evidence) };
}
