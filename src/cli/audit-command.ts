import { basename, join } from 'node:path';
import { finalizeAudit } from '../history/finalize-audit.ts';
import { openCheckout } from '../local/checkout.ts';
import { gitForge } from '../local/git-forge.ts';
import { workspaceFiles } from '../local/workspace-files.ts';
import { type Audit, renderJson } from '../model/audit.ts';
import type { EvidenceFile } from '../model/evidence-file.ts';
import { boundedEvidenceText, evidenceText } from '../model/evidence-text.ts';
import type { FileAddition } from '../model/forge.ts';
import { NO_MILESTONE } from '../model/milestone-id.ts';
import { apiErrorText } from '../model/result.ts';
import { unsafePath } from '../publish/commit-files.ts';
import { documentFiles } from '../publish/document-files.ts';
import { publishJob } from '../publish/publish-job.ts';
import { renderDocument } from '../render/document.ts';
import { printOverall } from '../render/format/labels.ts';
import { failOnOf, flag, optionList, optionText, passes, UsageError } from './arguments.ts';
import { auditSummary } from './audit-summary.ts';
import { type AuditOrder, checkoutBundle, NO_RUN } from './checkout-audit.ts';
import { type Arguments, type Command, type Terminal, VERSION } from './command.ts';
import { terminalPorts } from './gather.ts';
import { type Progress, progressOn } from './progress.ts';
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
    const written = [
      ...(await write(optionText(given, 'out'), bundle, audit)),
      ...(flag(given, 'write')
        ? await writeCommitted(optionText(given, 'repo') ?? '.', bundle, audit, progress)
        : []),
    ];
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

/**
 * Writes the files that a merge commits into the work tree: document, JSON, evidence, and the files made
 * of all audits. Commits nothing. Audits of other milestones are read at the checked-out commit.
 */
async function writeCommitted(
  repo: string,
  bundle: EvidenceFile,
  audit: Audit,
  progress: Progress,
): Promise<readonly string[]> {
  if (audit.milestone === NO_MILESTONE) {
    throw new UsageError(
      'an audit outside any milestone has no place in the repository; name one with --milestone, or use --out DIR',
    );
  }
  const opened = await openCheckout(repo);
  if (opened.state === 'none') throw new UsageError(opened.why);
  const { root, head, bare } = opened.checkout;
  if (bare) throw new UsageError('a bare repository has no work tree to write into; use --out DIR');
  const forge = gitForge(opened.checkout, bundle.target.repository);
  try {
    const ports = { ...terminalPorts(progress), forge, files: workspaceFiles(root, root) };
    const event = { ...NO_RUN, payload: {}, sha: head, ref: '', serverUrl: '' };
    const evidence = { whole: evidenceText(bundle), bounded: boundedEvidenceText(bundle) ?? '' };
    const job = publishJob({ ...ports, event, inputs: {} }, bundle, audit, evidence, {
      announced: { publisher: 'status', state: 'skipped', why: 'a local audit posts none' },
      superseded: undefined,
    });
    const tree = await forge.tree(head);
    if (!tree.ok) throw new UsageError(`the files of commit ${head.slice(0, 7)} cannot be read`);
    const made = await documentFiles(job)(tree.value);
    if (!made.ok) throw new UsageError(`nothing was written: ${apiErrorText(made.error)}`);
    const files = made.value;
    const unsafe = files.map(({ path }) => unsafePath(tree.value, path)).find((why) => why);
    if (unsafe !== undefined) throw new UsageError(`nothing was written: ${unsafe}`);
    return await writeAll(root, files);
  } finally {
    forge.close();
  }
}

async function writeAll(root: string, files: readonly FileAddition[]): Promise<readonly string[]> {
  const paths: string[] = [];
  for (const { path, text } of files) paths.push(await writeOutput(join(root, path), text));
  return paths;
}
