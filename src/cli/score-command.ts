import { finalizeAudit } from '../history/finalize-audit.ts';
import { renderJson } from '../model/audit.ts';
import type { EvidenceFile } from '../model/evidence-file.ts';
import { readEvidenceText } from '../model/evidence-text.ts';
import { redactEvidence } from '../model/redact-evidence.ts';
import { fingerprintsOf, ruleChanges } from '../rules/fingerprints.ts';
import { RULES, RULES_VERSION } from '../rules/registry.ts';
import { failOnOf, firstPositional, flag, optionText, passes, UsageError } from './arguments.ts';
import type { Arguments, Command } from './command.ts';
import { configFromFile, sharedCopy } from './config-file.ts';
import { progressOn } from './progress.ts';
import { readInput, writeOutput } from './read-input.ts';
import { VERSION } from './version.ts';

/** `score`: judges and scores a saved bundle; the same bundle gives the same bytes. */
export const scoreCommand: Command = {
  async run(given, terminal) {
    const path = firstPositional(given);
    const failOn = failOnOf(given);
    const read = readEvidenceText(await readInput(path));
    if (read.state === 'invalid') throw new UsageError(`${path}: ${read.why}`);
    const otherwise = judgedOtherwise(read.bundle, VERSION);
    const bundle = redactEvidence(withNotice(await withConfig(read.bundle, given), otherwise));
    const { audit } = finalizeAudit(bundle, VERSION);
    const progress = progressOn(terminal, flag(given, 'quiet'));
    if (otherwise !== undefined) progress.say(otherwise);
    const output = optionText(given, 'output');
    if (output === undefined) terminal.out(renderJson(audit));
    else {
      const path = await writeOutput(output, renderJson(audit));
      progress.say(`${audit.milestone}: ${audit.verdict}, ${audit.outcome}; written to ${path}`);
    }
    return passes(audit, failOn) ? 0 : 1;
  },
};

/** Whoever reads the audit is told as well. */
function withNotice(bundle: EvidenceFile, notice: string | undefined): EvidenceFile {
  return notice === undefined ? bundle : { ...bundle, notices: [...bundle.notices, notice] };
}

/** Another config re-judges the same evidence; what publishing needs of the old one stays. */
async function withConfig(bundle: EvidenceFile, given: Arguments): Promise<EvidenceFile> {
  const path = optionText(given, 'config');
  const copy = optionText(given, 'extends');
  if (path === undefined) {
    if (copy === undefined) return bundle;
    throw new UsageError(
      '--extends is the copy of what a config extends: name that one by --config',
    );
  }
  const { config, origin } = await configFromFile(path, {}, sharedCopy(copy));
  return { ...bundle, config, configOrigin: origin };
}

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
