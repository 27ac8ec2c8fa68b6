import { basename, join } from 'node:path';
import { finalizeAudit } from '../history/finalize-audit.ts';
import { type Audit, renderJson } from '../model/audit.ts';
import type { EvidenceFile } from '../model/evidence-file.ts';
import { evidenceText } from '../model/evidence-text.ts';
import { renderDocument } from '../render/document.ts';
import { printOverall, verdictWords } from '../render/format/labels.ts';
import { failOnOf, flag, optionList, optionText, passes } from './arguments.ts';
import { auditSummary } from './audit-summary.ts';
import { type AuditOrder, checkoutBundle } from './checkout-audit.ts';
import { type Arguments, type Command, type Terminal, VERSION } from './command.ts';
import { progressOn } from './progress.ts';
import { writeOutput } from './read-input.ts';
import { PLAIN } from './style.ts';

/** `audit`: audits a local checkout without network. */
export const auditCommand: Command = {
  async run(given, terminal) {
    const quiet = flag(given, 'quiet');
    const progress = progressOn(terminal, quiet);
    const { evidence: bundle, audit } = finalizeAudit(
      await checkoutBundle(orderOf(given), progress),
      VERSION,
    );
    const written = await write(optionText(given, 'out'), bundle, audit);
    progress.end();
    print(terminal, audit, written, { quiet, json: flag(given, 'json') });
    const failOn =
      optionText(given, 'fail-on') === undefined ? bundle.config.failOn : failOnOf(given);
    return passes(audit, failOn) ? 0 : 1;
  },
};

function orderOf(given: Arguments): AuditOrder {
  const texts = Object.fromEntries(
    (['milestone', 'base', 'head', 'config', 'extends', 'from'] as const).flatMap((name) => {
      const value = optionText(given, name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const failOn = optionText(given, 'fail-on');
  return {
    repo: optionText(given, 'repo') ?? '.',
    reports: optionList(given, 'reports'),
    ...texts,
    ...(failOn === undefined ? {} : { failOn }),
  };
}

/** Writes document, JSON, and evidence under the names they have in a repository. */
async function write(
  folder: string | undefined,
  bundle: EvidenceFile,
  audit: Audit,
): Promise<readonly string[]> {
  if (folder === undefined) return [];
  const { document, json, evidence } = audit.paths;
  const files = [
    [document, renderDocument(audit)],
    [json, renderJson(audit)],
    [evidence.replace(/\.gz$/, ''), evidenceText(bundle)],
  ] as const;
  const paths: string[] = [];
  for (const [path, text] of files)
    paths.push(await writeOutput(join(folder, basename(path)), text));
  return paths;
}

function print(
  terminal: Terminal,
  audit: Audit,
  written: readonly string[],
  { quiet, json }: { readonly quiet: boolean; readonly json: boolean },
): void {
  if (json) terminal.out(renderJson(audit));
  else if (quiet) {
    terminal.out(`${audit.milestone}: ${verdictWords(audit)}, ${printOverall(audit)}\n`);
  } else {
    terminal.out(auditSummary(audit, terminal.style ?? PLAIN));
    const hint = 'the whole document: add --out DIR, and read DIR/<milestone>_audit.md\n';
    if (written.length === 0) terminal.err(hint);
  }
  if (!quiet) for (const path of written) terminal.err(`written: ${path}\n`);
}
