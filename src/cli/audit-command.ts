import { basename, join } from 'node:path';
import { finalizeAudit } from '../history/finalize-audit.ts';
import type { Audit } from '../model/audit.ts';
import { renderJson } from '../model/audit-json.ts';
import type { EvidenceFile } from '../model/evidence-file.ts';
import { evidenceText } from '../model/evidence-text.ts';
import { renderDocument } from '../render/document.ts';
import { printOverall } from '../render/format/print-score.ts';
import { flag, optionList, optionText } from './arguments.ts';
import { auditSummary } from './audit-summary.ts';
import { type AuditOrder, checkoutBundle } from './checkout-audit.ts';
import type { Arguments, Command, Terminal } from './command.ts';
import { failOnOf, passes } from './fail-on.ts';
import { progressOn } from './progress.ts';
import { PLAIN } from './style.ts';
import { VERSION } from './version.ts';
import { writeCommitted } from './write-committed.ts';
import { writeOutput } from './write-output.ts';

/** `audit`: the whole audit of a local checkout, without network. */
export const auditCommand: Command = {
  async run(given, terminal) {
    const quiet = flag(given, 'quiet');
    const progress = progressOn(terminal, quiet);
    const { evidence: bundle, audit } = finalizeAudit(
      await checkoutBundle(orderOf(given), progress),
      VERSION,
    );
    const written = [
      ...(await write(optionText(given, 'out'), bundle, audit)),
      ...(flag(given, 'write')
        ? await writeCommitted(optionText(given, 'repo') ?? '.', bundle, audit, progress)
        : []),
    ];
    progress.end();
    print(terminal, audit, written, { quiet, json: flag(given, 'json') });
    const asked =
      optionText(given, 'fail-on') === undefined ? bundle.config.failOn : failOnOf(given);
    return passes(audit, asked) ? 0 : 1;
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

/** Document, JSON and evidence, named as they would be in the repository. */
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
    [evidence, evidenceText(bundle)],
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
    terminal.out(
      `${audit.milestone} ${audit.verdict} ${audit.outcome} ${printOverall(audit.score)}\n`,
    );
  } else {
    terminal.out(auditSummary(audit, terminal.style ?? PLAIN));
    const hint = 'the whole document: add --out DIR, and read DIR/<milestone>_audit.md\n';
    if (written.length === 0) terminal.err(hint);
  }
  if (!quiet) for (const path of written) terminal.err(`written: ${path}\n`);
}
