import { finalizeAudit } from '../history/finalize-audit.ts';
import { renderJson } from '../model/audit.ts';
import type { EvidenceFile } from '../model/evidence-file.ts';
import { readEvidenceText } from '../model/evidence-text.ts';
import { redactEvidence } from '../model/redact-evidence.ts';
import { printOverall, verdictWords } from '../render/format/labels.ts';
import { fingerprintsOf, ruleChanges } from '../rules/fingerprints.ts';
import { RULES, RULES_VERSION } from '../rules/registry.ts';
import { failOnOf, firstPositional, flag, optionText, passes, UsageError } from './arguments.ts';
import { type Arguments, type Command, VERSION } from './command.ts';
import { configFromFile, sharedCopy } from './config-file.ts';
import { underConfig } from './other-config.ts';
import { progressOn } from './progress.ts';
import { readInput, writeOutput } from './read-input.ts';

/** `score`: judges and scores an evidence file; the same file gives the same bytes. */
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
      progress.say(
        `${audit.milestone}: ${verdictWords(audit)}, ${printOverall(audit)}; written to ${path}`,
      );
    }
    return passes(audit, failOn) ? 0 : 1;
  },
};

/** Adds the notice to the audit for its readers. */
function withNotice(bundle: EvidenceFile, notice: string | undefined): EvidenceFile {
  return notice === undefined ? bundle : { ...bundle, notices: [...bundle.notices, notice] };
}

/** Another configuration judges the same evidence; the publishing settings of the old one stay. */
async function withConfig(bundle: EvidenceFile, given: Arguments): Promise<EvidenceFile> {
  const path = optionText(given, 'config');
  const copy = optionText(given, 'extends');
  if (path === undefined) {
    if (copy === undefined) return bundle;
    throw new UsageError('--extends needs --config: it is the copy of what that config extends');
  }
  const { config, origin } = await configFromFile(path, {}, sharedCopy(copy));
  return underConfig(bundle, config, origin);
}

/**
 * Returns a notice that names the rules that have changed since the evidence was collected;
 * `undefined` when none has.
 */
export function judgedOtherwise(
  { tool }: Pick<EvidenceFile, 'tool'>,
  version: string,
): string | undefined {
  if (tool === undefined) {
    return 'this evidence does not name the version that collected it, so rule changes since then are not known';
  }
  const { changed, added, gone } = ruleChanges(tool.rules, fingerprintsOf(RULES));
  const parts = [
    ...part(changed, 'has other levels', 'have other levels'),
    ...part(added, 'is new', 'are new'),
    ...part(gone, 'was removed', 'were removed'),
  ];
  if (tool.rulesVersion === RULES_VERSION && parts.length === 0) return undefined;
  const changes =
    parts.length === 0 ? 'the same levels are judged more strictly' : parts.join(', ');
  return `this evidence was collected by milestone-audit ${tool.version} (rules version ${tool.rulesVersion}) and judged by ${version} (rules version ${RULES_VERSION}): ${changes}`;
}

function part(rules: readonly string[], one: string, more: string): readonly string[] {
  if (rules.length === 0) return [];
  return [`${rules.join(', ')} ${rules.length === 1 ? one : more}`];
}
