import type { WrittenCommit } from '../model/forge.ts';
import { ok, type Result } from '../model/result.ts';
import type { PullRequest } from '../model/target.ts';
import type { Receipt } from '../model/world.ts';
import { type Commission, commitFiles, type FilesOn } from './commit-files.ts';
import type { PublishJob } from './publisher.ts';
import { receiptOf } from './receipts.ts';

const publisher = 'document';

/** One branch a milestone, so that the next audit finds and updates the pull request of the last. */
export function auditBranch({ audit, config }: PublishJob): string {
  return `milestone-audit/${audit.milestone}${config.auditKey === '' ? '' : `-${config.auditKey}`}`;
}

/** The audit's own open pull request, if there is one. */
function findOpen(job: PublishJob): Promise<Result<PullRequest | undefined>> {
  const { owner } = job.target.repository;
  return job.forge.pullsByHead(owner, auditBranch(job)).then((pulls) => {
    if (!pulls.ok) return pulls;
    const isOpen = ({ state, fork, baseRef }: PullRequest) =>
      state === 'open' && !fork && baseRef === job.target.defaultBranch;
    return ok(pulls.value.find(isOpen));
  });
}

/**
 * Lets the branch begin at the default branch's head: it is missing, or left over from a pull request
 * that was merged or closed, and would conflict with what was merged.
 */
async function beginBranch(job: PublishJob, branch: string): Promise<Result<void>> {
  const base = await job.forge.branchHead(job.target.defaultBranch);
  if (!base.ok) return base;
  const made = await job.forge.createBranch(branch, base.value);
  if (made.ok || made.error.kind !== 'conflict') return made;
  return job.forge.resetBranch(branch, base.value);
}

async function commitToOwnBranch(
  job: PublishJob,
  branch: string,
  files: FilesOn,
): Promise<Commission> {
  const open = await findOpen(job);
  if (!open.ok) return { kind: 'trouble', trouble: open.error };
  if (open.value === undefined) {
    const begun = await beginBranch(job, branch);
    if (!begun.ok) return { kind: 'trouble', trouble: begun.error };
  }
  return commitFiles(job, branch, files);
}

/**
 * Closes the audit's own pull request once the default branch holds the audit by another way. What
 * goes wrong here changes nothing about the document, so it is said in the log only.
 */
export async function closeSuperseded(job: PublishJob): Promise<void> {
  const open = await findOpen(job);
  if (!open.ok || open.value === undefined) return;
  const { number } = open.value;
  const closed = await job.forge.closePull(number);
  const why = closed.ok ? 'closed, its audit is on the default branch' : closed.error.message;
  job.log.info(`pull request #${number}: ${why}`);
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
  if (!pull.ok) return receiptOf(publisher, pull.error);
  const { url } = pull.value;
  const note = `pull request #${pull.value.number}, because ${because}`;
  return commit === undefined
    ? { publisher, state: 'unchanged', url, note }
    : { publisher, state: 'published', url, sha: commit.sha, note };
}

/** Brings the audit's own pull request up to date; none is opened for what is already merged. */
export async function publishByPullRequest(
  job: PublishJob,
  files: FilesOn,
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
