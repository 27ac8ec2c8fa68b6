import { neededEvidence } from '../analysis/runner.ts';
import type { AuditFile } from '../audit-chain/read-audit-row.ts';
import { declaredPaths } from '../config/declared-paths.ts';
import { readAudit, renderJson } from '../model/audit.ts';
import { auditPaths } from '../model/audit-paths.ts';
import type { Config } from '../model/config.ts';
import { readEvidenceText } from '../model/evidence-text.ts';
import type { TreeEntry } from '../model/forge.ts';
import { madeBy } from '../rules/fingerprints.ts';
import { RULES_VERSION, rulesOf } from '../rules/registry.ts';
import { composeAudit } from '../scoring/compose-audit.ts';

/** Returns what collecting needs to know of the judging, for this config and milestone. */
export function evidenceRequirements(config: Config, milestone: string, version: string) {
  return {
    madeBy: madeBy(version),
    kinds: neededEvidence(config, rulesOf(config)),
    paths: declaredPaths(config, milestone),
    verifyReaudit: reauditVerifier(config, version),
  };
}

interface CommittedFiles {
  readonly entries: readonly TreeEntry[];
  readonly read: (entry: TreeEntry) => Promise<string | undefined>;
}

/**
 * Returns a function that says why a file that claims to be a re-audit is not one: the evidence
 * committed next to it gives another audit. Judging is a pure function, so this can be verified for
 * any audit made by this version of the tool. It returns `undefined` when the audit is right, and
 * when it cannot be verified: another version made it, or its evidence is missing. It
 * does not detect an audit whose evidence was forged too (docs/explanation/trust-model.md).
 */
function reauditVerifier(config: Config, version: string) {
  return async (
    { milestone, entry }: AuditFile,
    { entries, read }: CommittedFiles,
  ): Promise<string | undefined> => {
    const path = auditPaths(config.docsPath, milestone, config.auditKey).evidence;
    const evidence = entries.find((one) => one.path === path);
    if (evidence === undefined) return undefined;
    const [json, text] = await Promise.all([read(entry), read(evidence)]);
    return json === undefined || text === undefined
      ? undefined
      : verifyReaudit(json, text, version);
  };
}

function verifyReaudit(json: string, evidence: string, version: string): string | undefined {
  const claimed = readAudit(json);
  if (claimed.state !== 'read') return undefined;
  const { tool } = claimed.audit;
  if (tool.version !== version || tool.rules_version !== RULES_VERSION) return undefined;
  const read = readEvidenceText(evidence);
  if (read.state === 'invalid') return 'the evidence next to it cannot be read';
  const again = composeAudit(read.bundle, rulesOf(read.bundle.config), {
    version,
    rulesVersion: RULES_VERSION,
  });
  return renderJson(again) === json ? undefined : 'the evidence next to it gives another audit';
}
