import { type AuditFile, auditFiles, bySeries } from '../audit-chain/read-audit-row.ts';
import { readChain } from '../audit-chain/read-chain.ts';
import { INDEX_MARK } from '../history/index-document.ts';
import { latestFile } from '../history/latest.ts';
import { ledgerCells, withLedgerRow } from '../history/ledger.ts';
import { milestoneFiles } from '../history/milestone-files.ts';
import { type MilestoneHistory, milestoneHistory, trendRow } from '../history/milestones.ts';
import { PAGE_MARK } from '../history/page.ts';
import { blobId } from '../lib/blob-id.ts';
import { indexByPath } from '../lib/memoize.ts';
import { historyPaths } from '../model/audit-paths.ts';
import type { FileAddition, Tree, TreeEntry } from '../model/forge.ts';
import type { PreviousAudit } from '../model/history.ts';
import { compareMilestones } from '../model/milestone-id.ts';
import { ok, type Result } from '../model/result.ts';
import type { FilesOn } from './commit-files.ts';
import { linksFrom } from './links.ts';
import type { PublishJob } from './publisher.ts';

/**
 * Returns the files of one commit: document, JSON, the evidence if it is to be committed, and the
 * files derived from all audits of the branch: index, page, pictures, and the row in the team's own
 * ledger. The derived files are made again for every head.
 */
export function documentFiles(job: PublishJob): FilesOn {
  const own = ownFiles(job);
  return async (tree) => {
    const shared = await sharedFiles(job, tree);
    return shared.ok ? ok([...own, ...shared.value]) : shared;
  };
}

function ownFiles(job: PublishJob): readonly FileAddition[] {
  const { paths, evidence } = job.audit;
  const { packed } = job.evidence;
  const pages = job.render(linksFrom(job, []));
  const files = [
    { path: paths.document, content: pages.document },
    { path: paths.json, content: pages.json },
  ];
  return evidence.place === paths.evidence && packed !== undefined
    ? [...files, { path: paths.evidence, content: packed }]
    : files;
}

async function sharedFiles(job: PublishJob, tree: Tree): Promise<Result<readonly FileAddition[]>> {
  // An index made from a truncated tree would lose milestones.
  if (tree.truncated) return ok([]);
  const others = await otherAudits(job, tree);
  if (!others.ok) return others;
  const history = milestoneHistory(job.audit, others.value, job.config);
  const [files, ledger] = await Promise.all([
    preserveUserFiles(job, tree, [...milestoneFiles(history), ...latestFile(job.audit, history)]),
    ledgerFile(job, tree, history),
  ]);
  if (!files.ok) return files;
  if (!ledger.ok) return ledger;
  return ok(ledger.value === undefined ? files.value : [...files.value, ledger.value]);
}

/** Returns the audits of all other milestones: the newest of each series, and the rows it contains. */
async function otherAudits(job: PublishJob, tree: Tree): Promise<Result<readonly PreviousAudit[]>> {
  const files = auditFiles(tree.entries, job.config).filter(
    ({ milestone }) => compareMilestones(milestone, job.audit.milestone) !== 0,
  );
  let refused: Extract<Result<never>, { readonly ok: false }> | undefined;
  const read = async ({ entry }: AuditFile) => {
    const text = await textOf(job, entry);
    if (!text.ok) refused ??= text;
    return text.ok && text.value !== undefined
      ? ({ state: 'found', text: text.value } as const)
      : ({ state: 'unreadable', why: 'it is not a text file' } as const);
  };
  const chains = await Promise.all(
    bySeries(files).map((one) => readChain(one, read, { trusted: job.audit.trend })),
  );
  return refused ?? ok(chains.flatMap(({ audits }) => audits));
}

/** Leaves out the index or page when a person wrote the existing file. */
async function preserveUserFiles(
  job: PublishJob,
  tree: Tree,
  files: readonly FileAddition[],
): Promise<Result<readonly FileAddition[]>> {
  const paths = historyPaths(job.config);
  const marks = new Map([
    [paths?.index, `<!-- ${INDEX_MARK}`],
    [paths?.page, PAGE_MARK],
  ]);
  const kept: FileAddition[] = [];
  for (const file of files) {
    const mark = marks.get(file.path);
    const existing = indexByPath(tree.entries).get(file.path);
    if (mark === undefined || existing === undefined || existing.blob === blobId(file.content)) {
      kept.push(file);
      continue;
    }
    const text = await textOf(job, existing);
    if (!text.ok) return text;
    if (text.value?.includes(mark)) kept.push(file);
    else job.log.warning(`${file.path} was not changed: it is not one that the audit made`);
  }
  return ok(kept);
}

/**
 * Returns the team's own ledger with this milestone's row; every other byte is unchanged. A ledger
 * that is missing, not UTF-8, or without the two markers is not written, with a warning in the log.
 */
async function ledgerFile(
  job: PublishJob,
  tree: Tree,
  history: MilestoneHistory,
): Promise<Result<FileAddition | undefined>> {
  const path = job.config.ledger;
  if (path === undefined) return ok(undefined);
  const refuse = (why: string): Result<undefined> => {
    job.log.warning(`the ledger ${path} was not changed: ${why}`);
    return ok(undefined);
  };
  const entry = indexByPath(tree.entries).get(path);
  if (entry === undefined) return refuse('it is not on the branch');
  const read = await textOf(job, entry);
  if (!read.ok) return read;
  const text = read.value;
  if (text === undefined) return refuse('it could not be read as UTF-8 text');
  const cells = ledgerCells(trendRow(job.audit), history, path);
  const edit = withLedgerRow(text, job.audit.milestone, cells, job.config.milestone.pattern);
  return edit.state === 'refused' ? refuse(edit.why) : ok({ path, content: edit.text });
}

/** Returns a file's text; undefined unless it is a plain file in valid UTF-8. */
async function textOf(job: PublishJob, entry: TreeEntry): Promise<Result<string | undefined>> {
  if (!entry.mode.startsWith('100')) return ok(undefined);
  const bytes = await job.forge.blob(entry.blob);
  if (!bytes.ok) return bytes;
  try {
    return ok(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.value));
  } catch {
    return ok(undefined);
  }
}
