import type { AuditFile } from '../audit-chain/audit-files.ts';
import type { CachedReads } from '../collect/base/cache.ts';
import { readEntry } from '../collect/base/repository-text.ts';
import { readAudit, renderJson } from '../model/audit-json.ts';
import { auditPaths } from '../model/audit-paths.ts';
import { isShortened } from '../model/bounded-evidence.ts';
import type { Config } from '../model/config.ts';
import { readEvidenceText } from '../model/evidence-text.ts';
import type { TreeEntry } from '../model/forge.ts';
import { RULES, RULES_VERSION } from '../rules/registry.ts';
import { composeAudit } from '../scoring/compose-audit.ts';

const MAX_BYTES = 4 * 1024 * 1024;

/**
 * Why a file that says it is a re-audit is none: the evidence committed beside it does not give it.
 * Judging is a pure function, so this can be asked of any audit made by this very version of the
 * tool; of one by another version, or whose evidence was left out or shortened, it cannot, and
 * nothing is said. Whoever forges the evidence too is not found this way (docs/explanation/trust-model.md).
 */
export async function doubtOfReaudit(
  reads: CachedReads,
  config: Config,
  version: string,
  entries: readonly TreeEntry[],
  { milestone, entry }: AuditFile,
): Promise<string | undefined> {
  const beside = auditPaths(config.docsPath, milestone, config.auditKey).evidence;
  const evidence = entries.find(({ path }) => path === beside);
  if (evidence === undefined) return undefined;
  const [json, bundle] = await Promise.all(
    [entry, evidence].map((one) => readEntry(reads, one, MAX_BYTES)),
  );
  if (json?.state !== 'found' || bundle?.state !== 'found') return undefined;
  const claimed = readAudit(json.text);
  if (claimed.state !== 'read') return undefined;
  const { tool } = claimed.audit;
  if (tool.version !== version || tool.rules_version !== RULES_VERSION) return undefined;
  const read = readEvidenceText(bundle.text);
  if (read.state === 'invalid') return 'the evidence beside it cannot be read';
  if (isShortened(read.bundle)) return undefined;
  const again = composeAudit(read.bundle, RULES, { version, rulesVersion: RULES_VERSION });
  return renderJson(again) === json.text ? undefined : 'the evidence beside it gives another audit';
}
