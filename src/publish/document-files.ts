import { type AuditFile, auditFiles, bySeries } from '../audit-chain/read-audit-row.ts';
import { readChain } from '../audit-chain/read-chain.ts';
import { INDEX_MARK } from '../history/index-document.ts';
import { latestFile } from '../history/latest.ts';
import { ledgerCells, withLedgerRow } from '../history/ledger.ts';
import { milestoneFiles } from '../history/milestone-files.ts';
import { type MilestoneHistory, milestoneHistory, trendRow } from '../history/milestones.ts';
import { PAGE_MARK } from '../history/page.ts';
import { historyPaths } from '../model/audit-paths.ts';
import type { FileAddition, Tree, TreeEntry } from '../model/forge.ts';
import { compareMilestones } from '../model/milestone-id.ts';
import { blobId, type FilesOn } from './commit-files.ts';
import { linksFrom } from './links.ts';
import type { PublishJob } from './publisher.ts';

/**
 * Returns the files of one commit: document, JSON, the evidence if it is to be committed, and the
 * files derived from all audits of the branch: index, page, pictures, and the row in the team's own
 * ledger. The derived files are made again for every head.
 */
export function documentFiles(job: PublishJob): FilesOn {
  const own = ownFiles(job);
  return async (tree) => [...own, ...(await sharedFiles(job, tree))];
}

function ownFiles(job: PublishJob): readonly FileAddition[] {
  const { paths } = job.audit;
  const pages = job.render(linksFrom(job, []));
  const files = [
    { path: paths.document, content: pages.document },
    { path: paths.json, content: pages.json },
  ];
  return job.audit.evidence.place === paths.evidence
    ? [...files, { path: paths.evidence, content: job.evidence.packed }]
    : files;
}

async function sharedFiles(job: PublishJob, tree: Tree): Promise<readonly FileAddition[]> {
  // An index made from a truncated tree would lose milestones.
  if (tree.truncated) return [];
  const history = milestoneHistory(job.audit, await otherAudits(job, tree), job.config);
  const [files, ledger] = await Promise.all([
    preserveUserFiles(job, tree, [...milestoneFiles(history), ...latestFile(job.audit, history)]),
    ledgerFile(job, tree, history),
  ]);
  return ledger === undefined ? files : [...files, ledger];
}

/** Returns the audits of all other milestones: the newest of each series, and the rows it contains. */
async function otherAudits(job: PublishJob, tree: Tree) {
  const files = auditFiles(tree.entries, job.config).filter(
    ({ milestone }) => compareMilestones(milestone, job.audit.milestone) !== 0,
  );
  const read = async ({ entry }: AuditFile) => {
    const text = await textOf(job, entry);
    return text === undefined
      ? ({ state: 'unreadable', why: 'it is no text file that could be fetched' } as const)
      : ({ state: 'found', text } as const);
  };
  const chains = await Promise.all(
    bySeries(files).map((one) => readChain(one, read, { trusted: job.audit.trend })),
  );
  return chains.flatMap(({ audits }) => audits);
}

/** Leaves out the index or page when a person wrote the existing file. */
async function preserveUserFiles(
  job: PublishJob,
  tree: Tree,
  files: readonly FileAddition[],
): Promise<readonly FileAddition[]> {
  const paths = historyPaths(job.config);
  const marks = new Map([
    [paths?.index, `<!-- ${INDEX_MARK}`],
    [paths?.page, PAGE_MARK],
  ]);
  const kept = await Promise.all(
    files.map(async (file) => {
      const mark = marks.get(file.path);
      const existing = tree.entries.find(({ path }) => path === file.path);
      if (mark === undefined || existing === undefined || existing.blob === blobId(file.content)) {
        return file;
      }
      const text = await textOf(job, existing);
      if (text?.includes(mark)) return file;
      job.log.warning(`${file.path} was left as it is: it is not one that the audit made`);
      return undefined;
    }),
  );
  return kept.filter((file) => file !== undefined);
}

/**
 * Returns the team's own ledger with this milestone's row; every other byte is unchanged. A ledger
 * that is missing, not UTF-8, or without the two markers is not written, with a warning in the log.
 */
async function ledgerFile(
  job: PublishJob,
  tree: Tree,
  history: MilestoneHistory,
): Promise<FileAddition | undefined> {
  const path = job.config.ledger;
  if (path === undefined) return undefined;
  const refuse = (why: string): undefined => {
    job.log.warning(`the ledger ${path} was left as it is: ${why}`);
    return undefined;
  };
  const entry = tree.entries.find((one) => one.path === path);
  if (entry === undefined) return refuse('it is not on the branch');
  const text = await textOf(job, entry);
  if (text === undefined) return refuse('it could not be read as UTF-8 text');
  const cells = ledgerCells(trendRow(job.audit), history, path);
  const edit = withLedgerRow(text, job.audit.milestone, cells);
  return edit.state === 'refused' ? refuse(edit.why) : { path, content: edit.text };
}

/** Returns a file's text; undefined unless it is a plain file in valid UTF-8. */
async function textOf(job: PublishJob, entry: TreeEntry): Promise<string | undefined> {
  if (!entry.mode.startsWith('100')) return undefined;
  const bytes = await job.forge.blob(entry.blob);
  if (!bytes.ok) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.value);
  } catch {
    return undefined;
  }
}
