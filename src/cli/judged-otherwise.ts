import type { EvidenceFile } from '../model/evidence-file.ts';
import { fingerprintsOf, ruleChanges } from '../rules/fingerprints.ts';
import { RULES, RULES_VERSION } from '../rules/registry.ts';

/**
 * What an older or newer version's evidence is to be read with: which rules are not those that were
 * in force when it was collected. `undefined` when all of them are.
 */
export function judgedOtherwise(
  { tool }: Pick<EvidenceFile, 'tool'>,
  version: string,
): string | undefined {
  if (tool === undefined) {
    return 'this evidence does not say which version collected it, so which rules have changed since cannot be told';
  }
  const { changed, added, gone } = ruleChanges(tool.rules, fingerprintsOf(RULES));
  const parts = [
    ...part(changed, 'judges by other boundaries', 'judge by other boundaries'),
    ...part(added, 'is new', 'are new'),
    ...part(gone, 'is gone', 'are gone'),
  ];
  if (tool.rulesVersion === RULES_VERSION && parts.length === 0) return undefined;
  const said = parts.length === 0 ? 'the same boundaries are read more strictly' : parts.join(', ');
  return `this evidence was collected by milestone-audit ${tool.version} (rules version ${tool.rulesVersion}) and judged by ${version} (rules version ${RULES_VERSION}): ${said}`;
}

function part(rules: readonly string[], one: string, more: string): readonly string[] {
  if (rules.length === 0) return [];
  return [`${rules.join(', ')} ${rules.length === 1 ? one : more}`];
}
