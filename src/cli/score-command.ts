import { finalizeAudit } from '../history/finalize-audit.ts';
import { renderJson } from '../model/audit.ts';
import type { EvidenceFile } from '../model/evidence-file.ts';
import { readEvidenceText } from '../model/evidence-text.ts';
import { firstPositional, flag, optionText } from './arguments.ts';
import type { Arguments, Command } from './command.ts';
import { configFromFile } from './config-file.ts';
import { failOnOf, passes } from './fail-on.ts';
import { judgedOtherwise } from './judged-otherwise.ts';
import { progressOn } from './progress.ts';
import { readInput } from './read-input.ts';
import { sharedCopy } from './shared-copy.ts';
import { UsageError } from './usage-error.ts';
import { VERSION } from './version.ts';
import { writeOutput } from './write-output.ts';

/** `score`: judges and scores a saved bundle; the same bundle gives the same bytes. */
export const scoreCommand: Command = {
  async run(given, terminal) {
    const path = firstPositional(given);
    const failOn = failOnOf(given);
    const read = readEvidenceText(await readInput(path));
    if (read.state === 'invalid') throw new UsageError(`${path}: ${read.why}`);
    const otherwise = judgedOtherwise(read.bundle, VERSION);
    const bundle = withNotice(await withConfig(read.bundle, given), otherwise);
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
