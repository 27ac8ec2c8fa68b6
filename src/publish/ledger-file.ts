import { ledgerCells, withLedgerRow } from '../history/ledger.ts';
import { ownRow, type Programme } from '../history/milestones.ts';
import type { FileAddition, Tree } from '../model/forge.ts';
import type { PublishJob } from './publisher.ts';
import { textOf } from './text-of.ts';

/**
 * The team's own ledger with this milestone's row, made from the ledger as it lies on the branch; every
 * other byte stays. One that is missing, not UTF-8, or without the two markers is left alone, and said.
 */
export async function ledgerFile(
  job: PublishJob,
  tree: Tree,
  programme: Programme,
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
  const cells = ledgerCells(ownRow(job.audit), programme, path);
  const edit = withLedgerRow(text, job.audit.milestone, cells);
  return edit.state === 'refused' ? refuse(edit.why) : { path, text: edit.text };
}
