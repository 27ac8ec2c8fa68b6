import type { FileAddition, WrittenCommit } from '../model/forge.ts';
import type { Receipt } from '../model/receipt.ts';
import { type Commission, commitFiles } from './commit-files.ts';
import type { PublishJob } from './publisher.ts';
import { receiptOf } from './receipts.ts';

const publisher = 'document';

/** One branch a milestone, so that the next audit finds and updates the pull request of the last. */
export function auditBranch({ audit, config }: PublishJob): string {
  return `milestone-audit/${audit.milestone}${config.auditKey === '' ? '' : `-${config.auditKey}`}`;
}

/** Makes the branch from the default branch's head when it is missing, and commits to it. */
async function commitToOwnBranch(
  job: PublishJob,
  branch: string,
  files: readonly FileAddition[],
): Promise<Commission> {
  const first = await commitFiles(job, branch, files);
  if (first.kind !== 'no-branch') return first;
  const base = await job.forge.branchHead(job.target.defaultBranch);
  if (!base.ok) return { kind: 'trouble', trouble: base.trouble };
  const made = await job.forge.createBranch(branch, base.value);
  // Another audit may have made it meanwhile, which is as good.
  if (!made.ok && made.trouble.kind !== 'conflict')
    return { kind: 'trouble', trouble: made.trouble };
  return commitFiles(job, branch, files);
}

async function open(
  job: PublishJob,
  branch: string,
  because: string,
  commit: WrittenCommit | undefined,
): Promise<Receipt> {
  const { milestone, commits } = job.audit;
  const pull = await job.forge.openPull(
    branch,
    job.target.defaultBranch,
    `Milestone audit of ${milestone}`,
    `The milestone audit of ${milestone}, computed from the evidence of commit ${commits.audited}.\n\nIt comes as a pull request because ${because}.`,
  );
  if (!pull.ok) return receiptOf(publisher, pull.trouble);
  const { url } = pull.value;
  const note = `pull request #${pull.value.number}, because ${because}`;
  return commit === undefined
    ? { publisher, state: 'unchanged', url, note }
    : { publisher, state: 'published', url, sha: commit.sha, note };
}

/** Brings the audit's own pull request up to date; none is opened for what is already merged. */
export async function publishByPullRequest(
  job: PublishJob,
  files: readonly FileAddition[],
  because: string,
  settle: (result: Commission) => Receipt,
): Promise<Receipt> {
  const branch = auditBranch(job);
  const result = await commitToOwnBranch(job, branch, files);
  switch (result.kind) {
    case 'committed':
      return open(job, branch, because, result.commit);
    case 'unchanged':
      return open(job, branch, because, undefined);
    case 'newer':
    case 'unsafe':
    case 'no-branch':
    case 'trouble':
      return settle(result);
    default:
      return result satisfies never;
  }
}
