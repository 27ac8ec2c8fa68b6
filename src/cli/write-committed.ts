import { join } from 'node:path';
import { openCheckout } from '../local/checkout.ts';
import { gitForge } from '../local/git-forge.ts';
import { workspaceFiles } from '../local/workspace-files.ts';
import type { Audit } from '../model/audit.ts';
import { boundedEvidenceText } from '../model/bounded-evidence.ts';
import type { EvidenceFile } from '../model/evidence-file.ts';
import { evidenceText } from '../model/evidence-text.ts';
import type { FileAddition } from '../model/forge.ts';
import { NO_MILESTONE } from '../model/milestone-id.ts';
import { unsafePath } from '../publish/commit-files.ts';
import { documentFiles } from '../publish/document-files.ts';
import { publishJob } from '../publish/publish-job.ts';
import { NO_RUN } from './checkout-audit.ts';
import type { Progress } from './progress.ts';
import { terminalPorts } from './terminal-ports.ts';
import { UsageError } from './usage-error.ts';
import { writeOutput } from './write-output.ts';

/**
 * Writes into the work tree what a merge would commit: document, JSON, evidence, and what is made of all
 * audits. Nothing is committed. The other milestones' audits are those of the commit that is checked out.
 */
export async function writeCommitted(
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
    const files = await documentFiles(job)(tree.value);
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
